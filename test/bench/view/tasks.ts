declare global {
  interface Window {
    /** Milliseconds of each task over 50 since {@link watchTasks}. */
    tasks?: number[];
    taskObserver?: PerformanceObserver;
  }
}

/**
 * Runs in the frame of the view: begins to note long tasks. The window around it shares its thread;
 * a task that only worked for that window (its name says so) is not the view's.
 */
export function watchTasks(): void {
  const tasks: number[] = [];
  window.tasks = tasks;
  window.taskObserver?.disconnect();
  window.taskObserver = new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries()) {
      if (name !== 'same-origin-ancestor' && name !== 'same-origin') tasks.push(duration);
    }
  });
  window.taskObserver.observe({ type: 'longtask' });
}
