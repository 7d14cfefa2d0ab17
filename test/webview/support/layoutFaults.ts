import type { Page } from 'playwright-core';

/**
 * What is wrong with how the page is laid out at its present width: anything that makes it scroll
 * sideways, text that is cut off (short with an ellipsis only where a title has all of it), text
 * on other text, boxes with nothing in them. One line each.
 */
export function layoutFaults(page: Page): Promise<readonly string[]> {
  return page.evaluate(findFaults);
}

/** Runs in the page: all it needs is inside. */
function findFaults(): readonly string[] {
  /** Pixels that rounding may bring. */
  const slack = 1;
  /** Code, tables and the like are scrolled by the reader; the tail of a stream shows its end. */
  const mayScroll = 'pre, .table, .model-text, .output, .thinking-text';
  const mayEnd = '.live-tail';
  const found: string[] = [];
  const { clientWidth, scrollWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth} px wide`);

  interface Shown {
    readonly element: Element;
    readonly text: string;
    readonly box: DOMRect;
  }
  const shown: Shown[] = [];
  const say = (what: string, element: Element, text: string): void => {
    found.push(`${what}: "${text.trim().slice(0, 60)}" in ${element.className || element.tagName}`);
  };

  const isInTitle = (element: Element): boolean => {
    const title = element.closest('[title]')?.getAttribute('title') ?? '';
    const whole = element.textContent.trim();
    return title !== '' && (title.includes(whole) || whole.includes(title));
  };

  /** What is left of a box of text in all that clips it; undefined when that is nothing. */
  function visible(element: Element, text: string, box: DOMRect): DOMRect | undefined {
    let { left, right, top, bottom } = box;
    let isFree = false;
    // Blanks at the end of such a line hang over its edge; its words break.
    const hangs = getComputedStyle(element).whiteSpace === 'pre-wrap';
    for (let each: Element | null = element; each; each = each.parentElement) {
      const style = getComputedStyle(each);
      const own = each.getBoundingClientRect();
      if (style.overflowX !== 'visible') {
        const isCut = right > own.right + slack || left < own.left - slack;
        if (isCut && !isFree && !hangs) {
          const scrolls = style.overflowX === 'auto' || style.overflowX === 'scroll';
          if (scrolls ? !each.matches(mayScroll) : style.textOverflow !== 'ellipsis') {
            say('cut off', element, text);
          } else if (!scrolls && !each.closest(mayEnd) && !isInTitle(each)) {
            say('cut short without a title that has it', element, text);
          }
          isFree = true;
        }
        left = Math.max(left, own.left);
        right = Math.min(right, own.right);
      }
      if (style.overflowY !== 'visible') {
        const isCut = bottom > own.bottom + slack || top < own.top - slack;
        if (isCut && style.overflowY === 'hidden' && !each.matches(`${mayEnd}, body, html`)) {
          say('cut off above or below', element, text);
        }
        top = Math.max(top, own.top);
        bottom = Math.min(bottom, own.bottom);
      }
      if (style.position === 'fixed') break;
    }
    return right - left > slack && bottom - top > slack
      ? new DOMRect(left, top, right - left, bottom - top)
      : undefined;
  }

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent ?? '';
    if (!element || text.trim() === '' || element.closest('.visually-hidden, script, style'))
      continue;
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      if (rect.width < slack || rect.height < slack) continue;
      const box = visible(element, text, rect);
      if (box) shown.push({ element, text, box });
    }
  }
  // What opens over the page covers it, and is meant to.
  const below = shown.filter(({ element }) => !element.closest('.menu, .to-end, .drop-target'));
  below.forEach(({ element, text, box }, index) => {
    for (const other of below.slice(index + 1)) {
      if (other.element === element) continue;
      const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
      const high = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
      // Boxes of text are higher than its letters.
      if (wide > 2 && high > 4) say(`on "${other.text.trim().slice(0, 30)}"`, element, text);
    }
  });
  for (const box of document.querySelectorAll('.card, .banner, .bubble, .note, .badge, .button')) {
    if (box.textContent.trim() === '') say('empty', box, '');
  }
  for (const control of document.querySelectorAll('button, input, textarea, h2, h3')) {
    const { left, right, width } = control.getBoundingClientRect();
    if (width > 0 && (right > clientWidth + slack || left < -slack)) {
      say('beside the page', control, control.textContent);
    }
  }
  return [...new Set(found)];
}
