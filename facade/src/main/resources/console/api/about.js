// What the server tells a browser on its own machine.
import { store } from '../store.js';

/** { version, kafka, credentials }; each may be missing. */
export const about = store({});

export async function ask() {
  try {
    const response = await fetch('about.json', { cache: 'no-store', credentials: 'omit' });
    if (response.ok) {
      about.set(await response.json());
    }
  } catch {
    // Nothing depends on it.
  }
}
