import type { Bound } from './support/rows.ts';

const most = (value: number): Bound => ({ most: value });
const least = (value: number): Bound => ({ least: value });

/** What ours must reach: the one table of limits of all benches. Ratios where a peer is named. */
export const bounds = {
  /** Processor time for a token, by peer; one stream of 20,000 tokens. */
  stream: {
    callback: {
      floor: most(2),
      fetch: most(1),
      ollama: most(0.75),
      langchain: most(0.15),
      aiSdk: most(0.06),
    },
    iterator: { floor: most(2.4) },
    /** 32 streams of 2,000 tokens. */
    many: { floor: most(2.4), fetch: most(0.72), ollama: most(0.5) },
  },
  paced: {
    cpu: { fetch: most(0.75), http: most(1.15) },
    /** Milliseconds more than in an idle process. */
    loopP99: most(1),
    delivery: { http: most(1.1) },
  },
  requests: {
    /** Median latency, by calls at once. */
    p50: { 1: most(0.55), 10: most(0.33), 50: most(0.33) },
    cpu: { floor: most(1.4) },
    /** Sockets more than permits. */
    sockets: most(2),
  },
  abort: {
    /** Share of trials in which the server saw the connection close. */
    closed: least(1),
    /** Milliseconds. */
    median: most(1.5),
    max: most(5),
    /** Small request after leaving a loop, against an undisturbed one, real Ollama. */
    next: most(1.5),
  },
  /** Share of the hostile cases that end as they must. */
  framing: least(1),
  h2: { connections: most(1), wall: most(0.75), trueEnds: least(1) },
  lanes: {
    /** Waiting of interactive calls in lengths of a job; and milliseconds with a reserved permit. */
    wait: most(1),
    reservedWait: most(1),
    /** Time of all background jobs, against the same without interactive calls. */
    background: most(1.5),
    /** Background jobs done while interactive calls alone could fill the host. */
    starved: least(1),
  },
  /** Microseconds for one job; what 100,000 aborted jobs leave behind, heap in megabytes. */
  queue: { overhead: most(3), listeners: most(0), timers: most(0), heap: most(1) },
  /** Calls a second, against what the hosts could do while they were up. */
  hosts: least(0.9),
  real: { best: most(1.05), fourSlots: most(0.65) },
  graph: {
    /** Wall clock of a run, against the original's strictly linear order. */
    linear: most(0.75),
    /** Milliseconds a node that is neither model nor tests. */
    overhead: most(10),
  },
  /** Time a real server reads the prompts of a run, against the same words with the role first. */
  prefill: most(0.25),
  webview: {
    longTasks: most(0),
    framesPerSecond: least(50),
    /** Milliseconds. */
    echo: most(50),
    /** Cost of a token in a message of 100 KB, against one of 1 KB. */
    growth: most(1.5),
    /** Milliseconds to the first paint, of the longest task; megabytes. */
    history: { paint: most(500), scroll: most(100), memory: most(200) },
    /** Milliseconds. */
    open: most(300),
    /** Kilobytes of 1024, gzip. */
    size: most(150),
  },
  size: {
    /** Kilobytes of 1024, minified. */
    bundle: most(260),
    firstAnswer: { fetch: most(1) },
    atActivation: most(0),
    dispatcher: most(0),
  },
} as const;
