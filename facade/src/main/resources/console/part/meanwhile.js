// Tells who saves later what somebody else has changed, and lets them choose.
import { part, tags } from '../dom.js';
import { bytes, count } from '../number.js';
import { t } from '../text.js';
import { duration } from '../time.js';
import { Notice } from './notice.js';

const { button, div, li, ul } = tags;

/** error: a ChangedMeanwhile. mine keeps what is in the form on top of it, theirs shows what is there. */
export const Meanwhile = part(function Meanwhile({ error, mine, theirs }) {
  return Notice(
    { kind: 'warning', title: t('changed.meanwhile'), answers: true },
    ul(
      Object.entries(error.changes).map(([name, [was, is]]) =>
        li(t('changed.from.to', { name: t(name), was: said(name, was), is: said(name, is) })),
      ),
    ),
    div(
      { class: 'actions start' },
      button({ type: 'button', onClick: theirs }, t('take.theirs')),
      button({ type: 'button', onClick: mine }, t('keep.mine')),
    ),
  );
});

/** How numbers are shown to people. */
const UNITS = {
  msgRetentionSeconds: duration,
  pollingWaitSeconds: duration,
  visibilityTimeout: duration,
  rewindSeconds: duration,
  maxMsgSize: bytes,
  maxMsgHeapNum: count,
};

const said = (name, value) => (value === undefined || value === '' ? t('none') : (UNITS[name]?.(value) ?? value));
