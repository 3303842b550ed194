// A long list of things with names: which of them are shown, in which order, and what is known of each.
import { each } from './api/pool.js';
import { isAbort, isMissing } from './api/errors.js';
import { useEffect, useMemo, useRef, useState } from './dom.js';
import { useLive } from './live.js';
import { rowsPerPage } from './preference.js';
import { session } from './session.js';
import { useStore } from './store.js';

const NAMES_EVERY_MS = 30000;
const SHOWN_EVERY_MS = 5000;

/** What was told so long ago is good enough for an order of all. */
const GOOD_FOR_MS = 60000;

/** How often an order that is not complete is made anew. */
const AGAIN_MS = 500;

const TYPING_MS = 200;

/** A browser has six connections to a host; one is left for what its user does meanwhile. */
const ASKED_AT_ONCE = 5;

/**
 * Things of one kind, and what was told of each.
 *
 * @param byName (word, from, to, signal) => { names, total }
 * @param attributes (name, signal) => what there is to know of one
 */
export function things(byName, attributes) {
  const known = new Map();
  let owner = session.get();

  /** What one key may know is not for the next one. */
  function ofOwner() {
    if (owner !== session.get()) {
      owner = session.get();
      known.clear();
    }
    return known;
  }

  async function learn(name, maxAge, signal) {
    const before = ofOwner().get(name);
    if (before?.at > Date.now() - maxAge) {
      return;
    }
    try {
      known.set(name, { value: await attributes(name, signal), at: Date.now() });
    } catch (error) {
      // Numbers that were told before stay, with what is wrong beside them.
      if (!isAbort(error)) {
        known.set(name, { ...known.get(name), at: 0, error });
      }
    }
  }

  return { byName, of: (name) => ofOwner().get(name) ?? {}, learn };
}

/**
 * A list with search, order and pages. In the order of names only what is seen is asked for. Any other order needs to ask for
 * all, which can be stopped; as long as some have not answered, they come last, and the list says so.
 *
 * @param kind of things
 * @param values { key: (attributes) => number } by which it can be sorted
 */
export function useList(kind, values) {
  const [typed, setTyped] = useState('');
  const [word, setWord] = useState('');
  const [sorted, setSorted] = useState({ key: 'name', down: false });
  const [page, setPage] = useState(0);
  const size = Number(useStore(rowsPerPage));
  const typing = useRef(0);
  const survey = useSurvey(kind);
  const byName = sorted.key === 'name';

  const named = useLive((signal) => (byName ? pageOf(kind, word, sorted.down, page, size, signal) : null), [byName, word, sorted.down, page, size], NAMES_EVERY_MS);
  const ranked = useMemo(() => (byName ? null : rank(kind, survey.names, values[sorted.key], sorted.down)), [survey.told, survey.names, sorted]);
  const total = byName ? named.value?.total : ranked?.length;
  const last = Math.max(0, Math.ceil((total ?? 0) / size) - 1);
  const at = Math.min(page, last);
  const shown = byName ? (named.value?.names ?? []) : (ranked ?? []).slice(at * size, (at + 1) * size);

  // What is asked for every few seconds anyway need not be asked by a question to all, nor the other way round.
  const maxAge = useRef(0);
  maxAge.current = survey.running ? GOOD_FOR_MS : SHOWN_EVERY_MS - 1000;
  const changed = useRef(0);
  const live = useLive(
    async (signal) => {
      const since = Date.now() - changed.current;
      await each(shown, (name) => kind.learn(name, Math.min(maxAge.current, since), signal), { signal });
    },
    [shown.join()],
    SHOWN_EVERY_MS,
  );

  useEffect(() => setPage(at), [at]);
  useEffect(() => () => clearTimeout(typing.current), []);

  function search(text) {
    setTyped(text);
    clearTimeout(typing.current);
    typing.current = setTimeout(() => {
      setWord(text.trim());
      setPage(0);
      if (!byName) {
        survey.begin(text.trim());
      }
    }, TYPING_MS);
  }

  function sort(key) {
    setSorted({ key, down: sorted.key === key ? !sorted.down : key !== 'name' });
    setPage(0);
    if (key === 'name') {
      survey.stop();
    } else if (byName) {
      survey.begin(word);
    }
  }

  /** What was told before this moment is not good any more. */
  function reload() {
    changed.current = Date.now();
    named.reload();
    live.reload();
    if (!byName) {
      survey.begin(word, 0);
    }
  }

  return {
    typed,
    search,
    word,
    sorted,
    sort,
    /** Of the question to all, unless the order is that of names. */
    survey: byName ? null : survey,
    /** How many there are that have the word in their name; undefined as long as that is not known. */
    total,
    shown,
    of: kind.of,
    error: byName ? named.error : survey.error,
    page: at,
    size,
    turn: setPage,
    reload,
  };
}

/** A page in the order of names, or in the reverse of it, which the API does not know. */
async function pageOf(kind, word, down, page, size, signal) {
  if (!down) {
    return kind.byName(word, page * size, (page + 1) * size, signal);
  }
  const { total } = await kind.byName(word, 0, 0, signal);
  const { names } = await kind.byName(word, Math.max(0, total - (page + 1) * size), Math.max(0, total - page * size), signal);
  return { names: names.reverse(), total };
}

/** Those of which nothing is known come last. */
function rank(kind, names, value, down) {
  if (!names) {
    return null;
  }
  const known = [];
  const unknown = [];
  for (const name of names) {
    const told = kind.of(name).value;
    (told ? known : unknown).push({ name, rank: told && value(told) });
  }
  known.sort((a, b) => (down ? b.rank - a.rank : a.rank - b.rank));
  return [...known, ...unknown].map((one) => one.name);
}

/** Asks about all whose name has a word in it. */
function useSurvey(kind) {
  const [state, setState] = useState({ names: null, done: 0, told: 0, running: false, error: null });
  const current = useRef(null);
  const stop = () => current.current?.abort();
  useEffect(() => stop, []);

  async function begin(word, maxAge = GOOD_FOR_MS) {
    stop();
    const { signal } = (current.current = new AbortController());
    const set = (change) => current.current.signal === signal && setState((before) => ({ ...before, ...change }));
    set({ running: true, done: 0, error: null });
    try {
      const { names } = await kind.byName(word, 0, Infinity, signal);
      set({ names, told: Date.now() });
      let drawn = Date.now();
      const progress = (done) => {
        if (!signal.aborted && Date.now() - drawn > AGAIN_MS) {
          drawn = Date.now();
          set({ done, told: drawn });
        }
      };
      await each(names, (name) => kind.learn(name, maxAge, signal), { atOnce: ASKED_AT_ONCE, progress, signal });
      if (!signal.aborted) {
        set({ done: names.length });
      }
    } catch (error) {
      set({ error: isAbort(error) ? null : error });
    }
    set({ running: false, told: Date.now() });
  }

  /** Of which the order says nothing. */
  const unknown = () => (state.names ?? []).filter((name) => !kind.of(name).value && !isMissing(kind.of(name).error)).length;

  return { ...state, unknown, begin, stop };
}
