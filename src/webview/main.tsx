import { render } from 'preact';
import { App } from './app.tsx';
import { Store } from './store.ts';
import type { ViewState } from './state.ts';
import { readPageState, type VsCodeApi } from './vsCodeApi.ts';

declare function acquireVsCodeApi(): VsCodeApi;

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root to render into.');

const vsCode = acquireVsCodeApi();
const post = vsCode.postMessage.bind(vsCode);
const kept = readPageState(vsCode.getState());
const actions = { post, act: (action: Parameters<Store['act']>[0]) => store.act(action) };
const show = (state: ViewState): void =>
  render(
    <App state={state} actions={actions} kept={kept} keep={(page) => vsCode.setState(page)} />,
    root,
  );
const store = new Store({
  now: () => Date.now(),
  post,
  nextFrame: (callback) => requestAnimationFrame(callback),
  render: show,
});
show(store.state);
window.addEventListener('message', (event) => store.receive(event.data));
if (kept.insteadOf !== undefined) {
  store.act({ type: 'edit-started', runId: kept.insteadOf, text: kept.draft });
}
post({ type: 'ready' });
