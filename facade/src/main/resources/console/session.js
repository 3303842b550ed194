// Who is signed in. The secret is in this tab only: not in a cookie, not in an address, and gone with the tab.
import { store } from './store.js';

const KEY = 'cmq-kafka.session';

function restore() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

/** {secretId, secretKey}, or null. */
export const session = store(restore());

/** Why the last session ended, an error, or null. */
export const ended = store(null);

export function begin(secretId, secretKey) {
  ended.set(null);
  const pair = { secretId, secretKey };
  try {
    sessionStorage.setItem(KEY, JSON.stringify(pair));
  } catch {
    // Then it lasts until the page is loaded again.
  }
  session.set(pair);
}

export function end(why = null) {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // As above.
  }
  ended.set(why);
  session.set(null);
}
