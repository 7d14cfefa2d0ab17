/** Part of runners in JavaScript: reads their order, one line of JSON, from descriptor 3. */
export const readOrderSource = String.raw`function readOrder() {
  const bytes = Buffer.alloc(65536);
  let text = '';
  while (!text.endsWith('\n')) text += bytes.toString('latin1', 0, readSync(3, bytes));
  return Buffer.from(text, 'latin1').toString('utf8');
}`;
