// Messages in a table: the state of each in words, and how its body begins.
import { part, tags } from '../../../dom.js';
import { bytes } from '../../../number.js';
import { Table, cell } from '../../../part/table.js';
import { When } from '../../../part/when.js';
import { t } from '../../../text.js';
import { Beginning } from './beginning.js';
import { inWords, origin } from './origin.js';
import { State, isMendable, receives } from './state.js';

const { button, input, span, td, th, tr } = tags;

const columns = (partitions, areMoved) =>
  [
    { key: 'choose', label: t('choose'), narrow: true },
    { key: 'offset', label: t('offset'), narrow: true },
    partitions > 1 && { key: 'partition', label: t('partition'), number: true },
    { key: 'state', label: t('state'), narrow: true },
    areMoved && { key: 'from', label: t('origin.from') },
    areMoved && { key: 'why', label: t('origin.why') },
    { key: 'enqueued', label: t(areMoved ? 'origin.came' : 'enqueued') },
    { key: 'size', label: t('size'), number: true },
    { key: 'received', label: t('times.received'), number: true },
    { key: 'body', label: t('message.body'), narrow: true },
  ].filter(Boolean);

/** @param chosen ids, which choose replaces */
export const Messages = part(function Messages({ messages, partitions, open, chosen, choose }) {
  const mendable = messages.filter(isMendable).map((message) => message.msgId);
  const whole = mendable.length > 0 && mendable.every((msgId) => chosen.has(msgId));
  const all = columns(partitions, messages.some(origin));
  all[0].head = Box({ label: t('choose.all'), checked: whole, onChange: () => choose(new Set(whole ? [] : mendable)), disabled: mendable.length === 0 });
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

const Box = ({ label, ...attributes }) => input({ type: 'checkbox', 'aria-label': label, ...attributes });

const Row = part(function Row({ message, columns: all, open, isChosen, toggle }) {
  const cells = {
    partition: () => String(message.partition),
    state: () => State({ message }),
    from: () => span({ class: 'one-line from', title: origin(message)?.from }, origin(message)?.from ?? '–'),
    why: () => (origin(message) ? span({ class: 'nowrap' }, inWords(origin(message))) : '–'),
    enqueued: () => When({ seconds: message.enqueueTimeMs / 1000 }),
    size: () => bytes(message.size),
    received: () => receives(message),
    body: () => Beginning({ message }),
  };
  const [, , ...others] = all;
  return tr(
    // For the mouse; the button is for everybody.
    { class: 'opens', onClick: () => getSelection().isCollapsed && open(message) },
    td(
      { class: 'choose', onClick: (event) => event.stopPropagation() },
      Box({ label: t('choose.message', { id: message.msgId }), checked: isChosen, disabled: !isMendable(message), onChange: () => toggle(message.msgId) }),
    ),
    th(
      { scope: 'row' },
      button({ type: 'button', class: 'link mono', onClick: () => open(message), 'aria-label': t('open.message', { id: message.msgId }) }, String(message.offset)),
    ),
    others.map((column) => td({ class: [cell(column), column.key === 'body' && 'body-cell'].filter(Boolean).join(' ') || undefined }, cells[column.key]())),
  );
});
