// The page and its parts stand in the address's hash: #/queues/NAME/send.
import { store } from './store.js';

const parse = () => location.hash.replace(/^#\/?/, '').split('/').filter(Boolean).map(decodeURIComponent);

function read() {
  try {
    return parse();
  } catch {
    return [];
  }
}

/** The parts of the path, such as ['queues', 'NAME', 'send']. */
export const route = store(read());

addEventListener('hashchange', () => route.set(read()));

export const href = (...parts) => '#/' + parts.map(encodeURIComponent).join('/');

export const go = (...parts) => {
  location.hash = href(...parts);
};
