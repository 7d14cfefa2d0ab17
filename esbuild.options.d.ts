import type { BuildOptions, Plugin } from 'esbuild';

export declare const trim: Plugin;
export declare const nodeBundle: Pick<
  BuildOptions,
  'platform' | 'format' | 'target' | 'splitting' | 'chunkNames' | 'define' | 'banner'
>;
export declare const webviewBundle: Pick<
  BuildOptions,
  'bundle' | 'platform' | 'format' | 'target' | 'entryPoints' | 'external' | 'plugins'
>;
