// Loading what a page shows, again and again while somebody looks at it.
import { reachable } from './api/connection.js';
import { useEffect, useRef, useState } from './dom.js';

/**
 * What load answers, refreshed every so many milliseconds (0: only once and by reload), never in a hidden tab. The last value
 * stays until there is another, also after an error, when it is tried on.
 *
 * @param load gets a signal that is aborted when the page is left
 * @param keys load is begun anew when one of these changes
 */
export function useLive(load, keys, every = 0) {
  const [state, setState] = useState({ value: null, error: null });
  const reload = useRef(() => {});
  useEffect(() => {
    const abort = new AbortController();
    let timer = 0;
    let running = false;
    let again = false;

    async function run() {
      clearTimeout(timer);
      if (running) {
        again = true;
        return;
      }
      running = true;
      try {
        const value = await load(abort.signal);
        settle(() => ({ value, error: null }));
      } catch (error) {
        settle((before) => ({ value: before.value, error }));
      }
      running = false;
      if (again) {
        again = false;
        run();
      } else {
        next();
      }
    }

    function settle(change) {
      if (!abort.signal.aborted) {
        setState(change);
      }
    }

    function next() {
      if (every > 0 && !document.hidden && !abort.signal.aborted) {
        timer = setTimeout(run, every);
      }
    }

    function seen() {
      clearTimeout(timer);
      if (every > 0 && !document.hidden) {
        run();
      }
    }

    reload.current = run;
    document.addEventListener('visibilitychange', seen);
    const back = reachable.listen((is) => is && run());
    run();
    return () => {
      abort.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
      back();
    };
  }, keys);
  return { ...state, reload: () => reload.current() };
}

/** A value as soon as it has stayed the same for so long. */
export function useSettled(value, milliseconds) {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}

/** A value of the present, such as the time, while somebody looks. */
export function useEvery(milliseconds, make) {
  const [value, setValue] = useState(make());
  useEffect(() => {
    const timer = setInterval(() => document.hidden || setValue(make()), milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds]);
  return value;
}
