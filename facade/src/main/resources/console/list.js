// A long list of names: which of them are shown, and what is known of each.
import { each } from './api/pool.js';
import { isAbort, isMissing } from './api/errors.js';
import { useEffect, useMemo, useRef, useState } from './dom.js';
import { useLive } from './live.js';
import { rowsPerPage } from './preference.js';
import { useStore } from './store.js';

const EVERY_MS = 5000;

/**
 * A list with search, sort and pages, where only what is seen is asked for; sorting by something else than the name needs
 * all, which is asked for once.
 *
 * @param names all of them, or null as long as they are not there
 * @param attributes (name, signal) => what is known of one
 * @param values { key: (attributes) => number } by which it can be sorted
 */
export function useList(names, attributes, values) {
  const [word, setWord] = useState('');
  const [sorted, setSorted] = useState({ key: 'name', down: false });
  const [page, setPage] = useState(0);
  const [all, setAll] = useState(null);
  const [counted, setCounted] = useState(null);
  const size = Number(useStore(rowsPerPage));

  const rows = useMemo(() => {
    const wanted = word.trim().toLowerCase();
    const found = (names ?? []).filter((name) => name.toLowerCase().includes(wanted));
    const rank = (name) => values[sorted.key]?.(all?.get(name)?.value ?? {}) ?? -1;
    const ranked = sorted.key === 'name' || !all ? found : [...found].sort((a, b) => rank(a) - rank(b));
    return sorted.down ? [...ranked].reverse() : ranked;
  }, [names, word, sorted, all]);
  const last = Math.max(0, Math.ceil(rows.length / size) - 1);
  const shown = rows.slice(Math.min(page, last) * size, (Math.min(page, last) + 1) * size);

  const live = useLive(
    async (signal) => {
      const results = await each(shown, (name) => attributes(name, signal), { signal });
      return new Map(shown.map((name, i) => [name, results[i]]));
    },
    [shown.join()],
    EVERY_MS,
  );

  // One count of all at a time, and none for a page that is left.
  const counting = useRef(null);
  useEffect(() => () => counting.current?.abort(), []);

  async function sort(key) {
    counting.current?.abort();
    const mine = new AbortController();
    counting.current = mine;
    setCounted(null);
    const next = { key, down: sorted.key === key ? !sorted.down : key !== 'name' };
    if (key !== 'name') {
      setCounted(0);
      const progress = (done) => done % 25 === 0 && !mine.signal.aborted && setCounted(done);
      const results = await each(names, (name) => attributes(name, mine.signal), { progress, signal: mine.signal });
      if (mine.signal.aborted) {
        return;
      }
      setAll(new Map(names.map((name, i) => [name, results[i]])));
      setCounted(null);
    }
    setSorted(next);
    setPage(0);
  }

  function of(name) {
    const fresh = live.value?.get(name);
    return fresh && !isAbort(fresh.error) ? fresh : (all?.get(name) ?? {});
  }

  return {
    word,
    search: (text) => {
      setWord(text);
      setPage(0);
    },
    sorted,
    sort,
    /** How many could not be asked for the sort that is shown. */
    unread: sorted.key === 'name' ? 0 : [...(all?.values() ?? [])].filter((one) => one.error && !isMissing(one.error)).length,
    /** How many were counted for a sort that is under way; else null. */
    counted,
    rows,
    shown,
    of,
    page: Math.min(page, last),
    size,
    turn: setPage,
    reload: live.reload,
  };
}
