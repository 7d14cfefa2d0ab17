import type { ComponentChildren, VNode } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { useActions } from '../actions.ts';
import { BlockSplitter, type Block } from './blocks.ts';
import { CodeBlock } from './codeBlock.tsx';
import { toTree, type MarkdownNode } from './tree.ts';
import { useLanguage } from '../text.ts';
import { FileLink } from '../view/fileLink.tsx';

type ElementNode = Extract<MarkdownNode, { kind: 'element' }>;

/** Blocks that are skipped together, by the renderer when settled, by the browser when out of sight. */
const groupSize = 24;

/** Model text as markdown; while it grows, only its last block is rendered again. */
export function Markdown({ text }: { readonly text: string }): VNode {
  const splitter = useRef<BlockSplitter>(undefined);
  splitter.current ??= new BlockSplitter();
  const blocks = splitter.current.update(text);
  const groups = useRef<readonly (readonly Block[])[]>([]);
  groups.current = regroup(blocks, groups.current);
  return (
    <div class="markdown">
      {groups.current.map((group, index) => (
        <GroupView key={index} group={group} />
      ))}
    </div>
  );
}

/** The blocks in groups; a group whose blocks are the same as before stays the same object. */
function regroup(
  blocks: readonly Block[],
  before: readonly (readonly Block[])[],
): readonly (readonly Block[])[] {
  return Array.from({ length: Math.ceil(blocks.length / groupSize) }, (_, index) => {
    const group = blocks.slice(index * groupSize, (index + 1) * groupSize);
    const old = before[index];
    const isSame = old?.length === group.length && group.every((block, at) => block === old[at]);
    return isSame ? old : group;
  });
}

function GroupView({ group }: { readonly group: readonly Block[] }): VNode {
  return useMemo(
    () => (
      <div class="block-group">
        {group.map((block, index) => (
          <BlockView key={index} block={block} />
        ))}
      </div>
    ),
    [group],
  );
}

/** The same block gives the same virtual node, which preact does not look into again. */
function BlockView({ block }: { readonly block: Block }): VNode {
  return useMemo(() => <>{renderAll(toTree(block.tokens))}</>, [block]);
}

function renderAll(nodes: readonly MarkdownNode[]): ComponentChildren {
  return nodes.map((node, index) => renderNode(node, index));
}

function renderNode(node: MarkdownNode, key: number): ComponentChildren {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'code':
      return <CodeBlock key={key} code={node.code} language={node.language} />;
    case 'link':
      return (
        <Link key={key} url={node.url}>
          {renderAll(node.children)}
        </Link>
      );
    case 'file':
      return (
        <FileLink key={key} reference={node.reference}>
          {renderAll(node.children)}
        </FileLink>
      );
    case 'element': {
      if (node.isChecked !== undefined) return <TaskItem key={key} node={node} />;
      const Tag = node.tag;
      if (Tag === 'hr' || Tag === 'br') return <Tag key={key} />;
      const content = renderAll(node.children);
      if (Tag === 'table') {
        return (
          <div key={key} class="table" tabIndex={0}>
            <table>{content}</table>
          </div>
        );
      }
      return (
        <Tag
          key={key}
          {...(node.start !== undefined && { start: node.start })}
          {...(node.align && { class: `align-${node.align}` })}
        >
          {content}
        </Tag>
      );
    }
  }
}

/** An item of a list of tasks, with its box; the answer is no form, so nobody can tick it. */
function TaskItem({ node }: { readonly node: ElementNode }): VNode {
  const { t } = useLanguage();
  return (
    <li class="task-item">
      <input
        type="checkbox"
        disabled
        checked={node.isChecked === true}
        aria-label={node.isChecked ? t('Done') : t('Not done yet')}
      />
      {renderAll(node.children)}
    </li>
  );
}

/** A link without an address of its own: the host asks before it opens anything. */
function Link(props: { readonly url: string; readonly children: ComponentChildren }): VNode {
  const { post } = useActions();
  const open = (): void => post({ type: 'open-link', url: props.url });
  return (
    <a
      class="link"
      role="link"
      tabIndex={0}
      title={props.url}
      onClick={open}
      onKeyDown={(event) => {
        if (event.key === 'Enter') open();
      }}
    >
      {props.children}
    </a>
  );
}
