// The API, as every client uses it: signed POSTs, and CMQ's envelope as the answer.
import { end, session } from '../session.js';
import { found, lost } from './connection.js';
import { Refused, Unreachable, isAbort } from './errors.js';
import { PATH, sign } from './sign.js';

const PATIENCE_MS = 15000;

/** Above it a Nonce is none. */
const NONCES = 2 ** 31;

const random = () => crypto.getRandomValues(new Uint32Array(1))[0] % NONCES;

/**
 * Calls an action as whoever is signed in.
 *
 * @param options signal to give it up; waitSeconds that the server itself may take; pair to sign with instead
 * @throws Refused, Unreachable, or the signal's AbortError
 */
export async function call(action, params = {}, { signal, waitSeconds = 0, pair = session.get() } = {}) {
  const form = sign({ Action: action, ...texts(params) }, pair, location.host, Math.floor(Date.now() / 1000), random());
  const patience = AbortSignal.timeout(PATIENCE_MS + waitSeconds * 1000);
  let answer;
  try {
    const response = await fetch(PATH, {
      method: 'POST',
      body: new URLSearchParams(form),
      credentials: 'omit',
      cache: 'no-store',
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
    });
    answer = await response.json();
    if (typeof answer.code !== 'number') {
      throw new TypeError('not an answer of CMQ');
    }
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }
    lost();
    throw new Unreachable(action, error);
  }
  found();
  if (answer.code === 0) {
    return answer;
  }
  const refused = new Refused(action, answer);
  if (answer.code === 4100 && pair === session.get()) {
    end(refused);
  }
  throw refused;
}

function texts(params) {
  const sent = Object.entries(params).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(sent.map(([name, value]) => [name, String(value)]));
}

/** An array as CMQ writes it: name.1, name.2, ... */
export const numbered = (name, values) => Object.fromEntries(values.map((value, i) => [`${name}.${i + 1}`, value]));
