// The page and its parts stand in the address's hash: #/queues/NAME/send. Behind them is what Back is to bring again.
import { store } from './store.js';
import { giveUp, mayLeave } from './unsaved.js';

const [pathOf, queryOf] = [0, 1].map((i) => () => location.hash.split('?')[i] ?? '');

const parse = () => pathOf().replace(/^#\/?/, '').split('/').filter(Boolean).map(decodeURIComponent);

function read() {
  try {
    return parse();
  } catch {
    return [];
  }
}

/** The parts of the path, such as ['queues', 'NAME', 'send']. */
export const route = store(read());

let visits = 0;

/** Another number for each address that is gone to. */
export const visit = () => visits;

addEventListener('hashchange', (event) => {
  if (!mayLeave()) {
    // A new entry, so that the one that Back led to is still behind it. The entry of a link that is refused stays behind it too.
    history.pushState(history.state, '', event.oldURL);
    return;
  }
  visits++;
  route.set(read());
});

/** What a page has kept in the address, by name. */
export const kept = () => Object.fromEntries(new URLSearchParams(queryOf()));

/** Keeps it there, without a new entry for Back; what is empty is left out. */
export function keep(values) {
  const query = new URLSearchParams(Object.entries(values).filter(([, value]) => value !== '')).toString();
  history.replaceState(history.state, '', (pathOf() || '#/') + (query && `?${query}`));
}

export const href = (...parts) => '#/' + parts.map(encodeURIComponent).join('/');

export const go = (...parts) => {
  location.hash = href(...parts);
};

/** Goes there from the page of what was deleted just now: changes of it that are not saved are of no use any more. */
export function leave(...parts) {
  giveUp();
  go(...parts);
}
