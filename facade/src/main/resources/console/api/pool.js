// Many calls, a few at a time: a browser has six connections to a host, and a receive may hold one for long.
const AT_ONCE = 4;

/** Runs tasks in the order they come, so many at a time. */
export function pool(atOnce = AT_ONCE) {
  const waiting = [];
  let running = 0;

  function next() {
    while (running < atOnce && waiting.length > 0) {
      running++;
      waiting
        .shift()()
        .finally(() => {
          running--;
          next();
        });
    }
  }

  return (task) =>
    new Promise((resolve, reject) => {
      waiting.push(() => task().then(resolve, reject));
      next();
    });
}

/** Each item's result, or the error it ended with, in the order of the items. */
export async function each(items, task, { atOnce = AT_ONCE, signal, progress = () => {} } = {}) {
  const run = pool(atOnce);
  let done = 0;
  return Promise.all(
    items.map((item) =>
      run(async () => {
        if (signal?.aborted) {
          return { error: signal.reason };
        }
        try {
          return { value: await task(item) };
        } catch (error) {
          return { error };
        } finally {
          progress(++done);
        }
      }),
    ),
  );
}
