// A long list of things with names: which of them are shown, in which order, and what is known of each.
import { reachable } from './api/connection.js';
import { each } from './api/pool.js';
import { isAbort, isMissing } from './api/errors.js';
import { useEffect, useMemo, useRef, useState } from './dom.js';
import { useLive } from './live.js';
import { rowsPerPage } from './preference.js';
import { keep, kept } from './router.js';
import { session } from './session.js';
import { useStore } from './store.js';

const NAMES_EVERY_MS = 30000;
const SHOWN_EVERY_MS = 5000;
const HOUR_EVERY_MS = 30000;

/** What was told so long ago is good enough for an order of all. */
const GOOD_FOR_MS = 60000;

/** How often an order that is not complete is made anew. */
const AGAIN_MS = 500;

const TYPING_MS = 200;

/** A browser has six connections to a host; one is left for what its user does meanwhile. */
const ASKED_AT_ONCE = 5;

/** How many one question for a number may name. */
const NAMED_AT_ONCE = 50;

/**
 * Things of one kind, and what was told of each.
 *
 * @param byName (word, from, to, signal) => { names, total }
 * @param attributes (name, signal) => what there is to know of one
 * @param numbers (names, key, signal) => { numbers, seconds }: by name, a number of many as of that time, so far as the
 *     server knows it anyway; null where it knows none
 */
export function things(byName, attributes, numbers = () => null) {
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

  const of = (name) => ofOwner().get(name) ?? {};

  /** Whether its rank by the key was told since that moment. */
  const isRanked = (name, key, since) => of(name).at >= since || of(name).ranks?.[key]?.at >= since;

  async function learn(name, since, signal) {
    if (of(name).at >= since) {
      return;
    }
    try {
      known.set(name, { ...of(name), value: await attributes(name, signal), error: null, at: Date.now() });
    } catch (error) {
      // Numbers that were told before stay, with what is wrong beside them.
      if (!isAbort(error)) {
        known.set(name, { ...of(name), at: 0, error });
      }
    }
  }

  /** Of many at once, where the server knows without asking; answers as of when. */
  async function learnRanks(names, key, signal) {
    const told = await numbers(names, key, signal);
    told?.numbers.forEach((value, name) => {
      const before = of(name);
      known.set(name, { ...before, ranks: { ...before.ranks, [key]: { value, at: Date.now() } } });
    });
    return told?.seconds;
  }

  /** The newest that is known, or undefined. */
  function rank(name, key, value) {
    const { value: told, at, ranks } = of(name);
    const other = ranks?.[key];
    return told && !(other?.at > at) ? value(told) : other?.value;
  }

  return { byName, of, isRanked, learn, learnRanks, rank };
}

/** What the address says of search, order and page. */
function asKept(values) {
  const { search = '', sort, down, page } = kept();
  return { search, sorted: { key: sort in values ? sort : 'name', down: down === '1' }, page: /^\d{1,6}$/.test(page) ? Math.max(0, Number(page) - 1) : 0 };
}

/**
 * A list with search, order and pages, which stand in the address. In the order of names only what is seen is asked for. Any other order needs to ask for
 * all, which can be stopped; as long as some have not answered, they come last, and the list says so.
 *
 * @param kind of things
 * @param values { key: (attributes) => number } by which it can be sorted
 */
export function useList(kind, values) {
  const [initial] = useState(() => asKept(values));
  const [typed, setTyped] = useState(initial.search);
  const [word, setWord] = useState(initial.search);
  const [sorted, setSorted] = useState(initial.sorted);
  const [page, setPage] = useState(initial.page);
  const size = Number(useStore(rowsPerPage));
  const typing = useRef(0);
  const survey = useSurvey(kind, values);
  const byName = sorted.key === 'name';

  const named = useLive(async (signal) => (byName ? { word, ...(await pageOf(kind, word, sorted.down, page, size, signal)) } : null), [byName, word, sorted.down, page, size], NAMES_EVERY_MS);
  const ranked = useMemo(() => (byName ? null : inOrder(kind, survey.names, sorted, values)), [survey.told, survey.names, sorted]);
  const total = byName ? named.value?.total : ranked?.length;
  const last = total === undefined ? page : Math.max(0, Math.ceil(total / size) - 1);
  const at = Math.min(page, last);
  const shown = byName ? (named.value?.names ?? []) : (ranked ?? []).slice(at * size, (at + 1) * size);

  // What is asked for every few seconds anyway need not be asked by a question to all, nor the other way round.
  const maxAge = useRef(0);
  maxAge.current = survey.running ? GOOD_FOR_MS : SHOWN_EVERY_MS - 1000;
  const changed = useRef(0);
  const live = useLive(
    async (signal) => {
      const since = Math.max(Date.now() - maxAge.current, changed.current);
      await each(shown, (name) => kind.learn(name, since, signal), { signal });
    },
    [shown.join()],
    SHOWN_EVERY_MS,
  );

  useEffect(() => setPage(at), [at]);
  useEffect(() => {
    if (!byName) {
      survey.begin(word, sorted.key);
    }
  }, []);
  useEffect(() => {
    const isFirst = byName && !sorted.down;
    keep({ search: word, sort: isFirst ? '' : sorted.key, down: sorted.down ? '1' : '', page: at === 0 ? '' : String(at + 1) });
  }, [word, sorted, at]);
  useEffect(() => () => clearTimeout(typing.current), []);

  function search(text) {
    setTyped(text);
    clearTimeout(typing.current);
    typing.current = setTimeout(() => {
      setWord(text.trim());
      setPage(0);
      if (!byName) {
        survey.begin(text.trim(), sorted.key);
      }
    }, TYPING_MS);
  }

  function sort(key) {
    setSorted({ key, down: sorted.key === key ? !sorted.down : key !== 'name' });
    setPage(0);
    if (key === 'name') {
      survey.stop();
    } else {
      survey.begin(word, key);
    }
  }

  /** What was told before this moment is not good any more. */
  function reload() {
    changed.current = Date.now();
    named.reload();
    live.reload();
    if (!byName) {
      survey.begin(word, sorted.key, 0);
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
    /** Whether there is nothing of the kind at all, as was just told. */
    isNone: word === '' && total === 0 && (!byName || named.value.word === ''),
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
function inOrder(kind, names, { key, down }, values) {
  if (!names) {
    return null;
  }
  const all = names.map((name) => ({ name, rank: kind.rank(name, key, values[key]) }));
  const known = all.filter((one) => one.rank !== undefined).sort((a, b) => (down ? b.rank - a.rank : a.rank - b.rank));
  return [...known, ...all.filter((one) => one.rank === undefined)].map((one) => one.name);
}

/** Asks about all whose name has a word in it. */
function useSurvey(kind, values) {
  const [state, setState] = useState({ names: null, key: '', done: 0, told: 0, running: false, error: null });
  const current = useRef(null);
  const failed = useRef(null);
  const stop = () => current.current?.abort();
  useEffect(() => stop, []);
  useEffect(() => reachable.listen((is) => is && failed.current?.()), []);

  async function begin(word, key, maxAge = GOOD_FOR_MS) {
    stop();
    const since = Date.now() - maxAge;
    const { signal } = (current.current = new AbortController());
    const set = (change) => current.current.signal === signal && setState((before) => ({ ...before, ...change }));
    set({ key, running: true, done: 0, error: null });
    failed.current = null;
    let asOf = Date.now();
    try {
      const { names } = await kind.byName(word, 0, Infinity, signal);
      const rest = () => names.filter((name) => !kind.isRanked(name, key, since));
      let drawn = 0;
      const draw = () => {
        if (!signal.aborted && Date.now() - drawn > AGAIN_MS) {
          drawn = Date.now();
          set({ names, done: names.length - rest().length, told: drawn });
        }
      };
      draw();
      const some = await each(inParts(rest(), NAMED_AT_ONCE), (part) => kind.learnRanks(part, key, signal), { progress: draw, signal });
      asOf = Math.min(asOf, ...some.filter((one) => one.value).map((one) => one.value * 1000));
      await each(rest(), (name) => kind.learn(name, since, signal), { atOnce: ASKED_AT_ONCE, progress: draw, signal });
    } catch (error) {
      set({ error: isAbort(error) ? null : error });
      failed.current = isAbort(error) ? null : () => begin(word, key, maxAge);
    }
    set({ running: false, told: Date.now(), asOf });
  }

  /** Of which the order says nothing. */
  const unknown = () => (state.names ?? []).filter((name) => kind.rank(name, state.key, values[state.key]) === undefined && !isMissing(kind.of(name).error)).length;

  return { ...state, unknown, begin, stop };
}

function inParts(names, size) {
  return Array.from({ length: Math.ceil(names.length / size) }, (_, i) => names.slice(i * size, (i + 1) * size));
}

/**
 * Numbers of the last hour of these names, null until they are there.
 *
 * @param overTime one of api/numbers.js
 * @param only the numbers that are asked for
 * @param of what the names belong to, if they are not the whole server's
 */
export const useLastHour = (overTime, names, only, of) => useLive((signal) => overTime(names, { only }, signal), [of, names.join()], HOUR_EVERY_MS).value;
