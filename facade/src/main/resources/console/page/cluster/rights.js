// What the signed-in key may do.
import { call } from '../../api/api.js';
import { part, tags } from '../../dom.js';
import { useLive } from '../../live.js';
import { Card } from '../../part/card.js';
import { Loading, Trouble } from '../../part/load.js';
import { Table } from '../../part/table.js';
import { session } from '../../session.js';
import { has, listed, t } from '../../text.js';

const { code, p, span, td, th, tr } = tags;

const EVERY_MS = 30000;

/** The order in which people think of them. */
const GROUPS = ['read-only', 'browse', 'send', 'receive', 'publish', 'admin'];

export const Rights = part(function Rights() {
  const live = useLive((signal) => call('QueryRights', {}, { signal }), [], EVERY_MS);
  const rights = live.value;
  return Card(
    { title: t('rights') },
    p({ class: 'muted' }, t('rights.about'), ' ', code(session.get()?.secretId)),
    rights === null
      ? Loading({ error: live.error })
      : [
          Trouble({ error: live.error }),
          rights.everything === 1 ? p(t('rights.everything')) : rights.actionList.length === 0 ? p(t('rights.nothing')) : Allowed({ actions: rights.actionList }),
        ],
  );
});

const Allowed = part(function Allowed({ actions }) {
  const columns = [
    { key: 'group', label: t('rights.group'), narrow: true },
    { key: 'actions', label: t('actions'), narrow: true },
    { key: 'names', label: t('rights.on'), narrow: true },
  ];
  return Table(
    { label: t('rights'), columns },
    [...new Set([...GROUPS, ...actions.map((one) => one.group)])].flatMap((group) =>
      alike(actions.filter((one) => one.group === group)).map((some, i) =>
        tr(
          { key: `${group}/${i}` },
          th({ scope: 'row' }, nameOf(group)),
          td({ class: 'breaks' }, listed(some.map((one) => one.action))),
          td({ class: 'breaks' }, On({ some: some[0] })),
        ),
      ),
    ),
  );
});

/** A server may have groups that this page does not know. */
function nameOf(group) {
  const key = `group.${group.replace('-', '')}`;
  return has(key) ? t(key) : group;
}

const On = ({ some: { on, names } }) =>
  on === 'cluster' ? t('cluster') : names.includes('*') ? t(`all.${on}`) : [t('about.label', { label: t(on) }), names.map((name) => [span({ class: 'tag mono' }, name), ' '])];

/** Actions with the same names are told together. */
function alike(actions) {
  const groups = new Map();
  for (const one of actions) {
    const key = JSON.stringify([one.on, one.names]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}
