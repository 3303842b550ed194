// What went wrong or is worth knowing, in words, with the id by which the server's log knows the request.
import { Refused, Unreachable, isForbidden } from '../api/errors.js';
import { part, tags } from '../dom.js';
import { href } from '../router.js';
import { has, t } from '../text.js';
import { Copy } from './copy.js';

const { a, div, p, span, strong } = tags;

/** kind: 'error', 'warning', 'info' or 'done'. */
export const Notice = part(function Notice({ kind = 'info', title, children }) {
  return div(
    { class: `notice ${kind}`, role: kind === 'error' ? 'alert' : 'status' },
    title && strong(title),
    div({ class: 'notice-text' }, children),
  );
});

/** How a call failed; nothing for null. */
export const Problem = part(function Problem({ error, title }) {
  if (!error) {
    return null;
  }
  if (!(error instanceof Refused)) {
    return Notice({ kind: 'error', title }, error instanceof Unreachable ? t('no.answer') : error.message);
  }
  const meaning = `code.${error.code}`;
  return Notice(
    { kind: 'error', title },
    p(error.message, has(meaning) && span({ class: 'muted' }, ' · ', t(meaning))),
    isForbidden(error) && p(t('no.right', { action: error.action }), ' ', a({ href: href('cluster') }, t('rights'))),
    Reference({ error }),
  );
});

/** The numbers of a refusal, and the request's id. */
export const Reference = part(function Reference({ error }) {
  return (
    error instanceof Refused &&
    p(
      { class: 'fine reference' },
      `${error.code}`,
      error.module && ` (${error.module})`,
      ' · ',
      t('request'),
      ' ',
      span({ class: 'mono' }, error.requestId),
      Copy({ text: error.requestId }),
    )
  );
});
