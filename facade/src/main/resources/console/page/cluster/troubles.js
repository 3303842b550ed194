// What is wrong with a process: what it means and what to do, beside the server's own words.
import { part, tags } from '../../dom.js';
import { Notice } from '../../part/notice.js';
import { t } from '../../text.js';

const { div, li, ul } = tags;

/** Texts by a part of the server's sentence. */
const KNOWN = {
  'this process is stopping': 'trouble.stopping',
  'this process is starting': 'trouble.starting',
  'the topology is': 'trouble.topology',
  'the fan-out is': 'trouble.fanOut',
  'this program knows them up to version': 'trouble.rules',
  'nobody has decided about them': 'trouble.undecided',
  'Kafka has taken no command': 'trouble.kafka',
  'has stopped after an error': 'trouble.worker',
};

export const Troubles = part(function Troubles({ troubles }) {
  return Notice({ kind: 'error', title: t('cluster.troubles') }, ul(troubles.map((trouble) => Trouble({ key: trouble, trouble }))));
});

const Trouble = part(function Trouble({ trouble }) {
  const [, key] = Object.entries(KNOWN).find(([words]) => trouble.includes(words)) ?? [];
  const [, seconds] = /for (\d+) s/.exec(trouble) ?? [];
  return key ? li(t(key, { seconds }), div({ class: 'fine', lang: 'en' }, trouble)) : li({ lang: 'en' }, trouble);
});
