// What a page shows while it has nothing yet.
import { Unreachable, isAbort } from '../api/errors.js';
import { part, tags } from '../dom.js';
import { t } from '../text.js';
import { Problem } from './notice.js';

const { div, h2, p } = tags;

/** The server being gone is told by the banner, and loading goes on by itself. */
export const isPassing = (error) => !error || error instanceof Unreachable || isAbort(error);

/** Why useLive has no newer value, if something is wrong. */
export const Trouble = part(function Trouble({ error }) {
  return isPassing(error) ? null : Problem({ error });
});

/** What is shown while useLive has no value. */
export const Loading = part(function Loading({ error }) {
  return isPassing(error) ? p({ class: 'muted loading', role: 'status' }, t('loading')) : Problem({ error });
});

export const Empty = part(function Empty({ title, children }) {
  return div({ class: 'empty' }, h2(title), children);
});
