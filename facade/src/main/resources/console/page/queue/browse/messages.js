// Messages in a table: the state of each in words, and how its body begins.
import { part, tags } from '../../../dom.js';
import { bytes } from '../../../number.js';
import { seen } from '../../../part/body.js';
import { Table, cell } from '../../../part/table.js';
import { When } from '../../../part/when.js';
import { t } from '../../../text.js';
import { State, receives } from './state.js';

const { button, input, span, td, th, tr } = tags;

/** Characters of a body in a row. */
const SHOWN = 120;

const columns = (partitions) =>
  [
    { key: 'choose', label: t('choose'), narrow: true },
    { key: 'offset', label: t('offset'), narrow: true },
    partitions > 1 && { key: 'partition', label: t('partition'), number: true },
    { key: 'state', label: t('state'), narrow: true },
    { key: 'enqueued', label: t('enqueued') },
    { key: 'size', label: t('size'), number: true },
    { key: 'received', label: t('times.received'), number: true },
    { key: 'body', label: t('message.body'), narrow: true },
  ].filter(Boolean);

/** @param chosen ids, which choose replaces */
export const Messages = part(function Messages({ messages, partitions, open, chosen, choose }) {
  const whole = messages.every((message) => chosen.has(message.msgId));
  const all = columns(partitions);
  all[0].head = Box({ label: t('choose.all'), checked: whole, onChange: () => choose(new Set(whole ? [] : messages.map((message) => message.msgId))) });
  const toggle = (msgId) => {
    const next = new Set(chosen);
    next.delete(msgId) || next.add(msgId);
    choose(next);
  };
  return Table(
    { label: t('messages'), columns: all },
    messages.map((message) => Row({ key: message.msgId, message, columns: all, open, isChosen: chosen.has(message.msgId), toggle })),
  );
});

const Box = ({ label, checked, onChange }) => input({ type: 'checkbox', 'aria-label': label, checked, onChange });

const Row = part(function Row({ message, columns: all, open, isChosen, toggle }) {
  const cells = {
    partition: () => String(message.partition),
    state: () => State({ message }),
    enqueued: () => When({ seconds: message.enqueueTimeMs / 1000 }),
    size: () => bytes(message.size),
    received: () => receives(message),
    body: () => span({ class: 'mono one-line', dir: 'auto' }, message.msgBodyBase64 ? t('body.binary') : seen(message.msgBody.slice(0, SHOWN))),
  };
  const [, , ...others] = all;
  return tr(
    // For the mouse; the button is for everybody.
    { class: 'opens', onClick: () => getSelection().isCollapsed && open(message) },
    td(
      { class: 'choose', onClick: (event) => event.stopPropagation() },
      Box({ label: t('choose.message', { id: message.msgId }), checked: isChosen, onChange: () => toggle(message.msgId) }),
    ),
    th(
      { scope: 'row' },
      button({ type: 'button', class: 'link mono', onClick: () => open(message), 'aria-label': t('open.message', { id: message.msgId }) }, String(message.offset)),
    ),
    others.map((column) => td({ class: [cell(column), column.key === 'body' && 'body-cell'].filter(Boolean).join(' ') || undefined }, cells[column.key]())),
  );
});
