// The processes and brokers behind the queues, and what the signed-in key may do.
import { call } from '../api/api.js';
import { isForbidden } from '../api/errors.js';
import { part, tags } from '../dom.js';
import { useLive } from '../live.js';
import { count } from '../number.js';
import { Card } from '../part/card.js';
import { Facts, Tile, Tiles } from '../part/facts.js';
import { Loading, Trouble } from '../part/load.js';
import { Notice } from '../part/notice.js';
import { PageHead } from '../part/page.js';
import { Table, cell } from '../part/table.js';
import { When } from '../part/when.js';
import { listed, t } from '../text.js';
import { clock, milliseconds } from '../time.js';
import { Rights } from './cluster/rights.js';
import { Troubles } from './cluster/troubles.js';

const { details, div, span, summary, td, th, tr } = tags;

const EVERY_MS = 3000;

/** Between the clocks of a process and of the brokers; more is worth a look. */
const CLOCKS_APART_MS = 5000;

export const Cluster = part(function Cluster() {
  const live = useLive((signal) => call('QueryCluster', {}, { signal }), [], EVERY_MS);
  const cluster = live.value;
  return [
    PageHead({ title: t('cluster') }),
    isForbidden(live.error)
      ? Notice({ kind: 'info', title: t('cluster.forbidden') }, t('cluster.forbidden.about'))
      : cluster === null
        ? Loading({ error: live.error })
        : [Trouble({ error: live.error }), State({ cluster, isOld: live.error !== null })],
    Rights(),
  ];
});

const State = part(function State({ cluster, isOld }) {
  const { troubles, kafka, processList } = cluster;
  const apart = cluster.logTimeMs - cluster.clockMs;
  return [
    troubles.length > 0
      ? Troubles({ troubles })
      : !isOld && Notice({ kind: 'done' }, t('cluster.serves')),
    Tiles(
      { explained: true },
      Tile({ label: t('processes'), value: processList?.length, about: t('processes.about') }),
      Tile({ label: t('commands.behind'), value: kafka && behindOf(cluster.commands), about: t('commands.behind.about') }),
      Tile({ label: t('publications.behind'), value: kafka && behindOf(cluster.publications), about: t('publications.behind.about') }),
      Tile({ label: t('brokers'), value: kafka?.brokerList.length, about: t('brokers.about') }),
      Tile({ label: t('clocks.apart'), value: milliseconds(apart), about: t('clocks.apart.about') }),
    ),
    kafka && Processes({ cluster }),
    div(
      { class: 'columns' },
      Card(
        { title: 'Kafka' },
        Facts({
          facts: [
            [t('connection'), [kafka ? t('kafka.answers') : span({ class: 'warning-text' }, t('kafka.silent')), isOld && [' · ', t('kafka.asked', { time: clock(cluster.clockMs / 1000) })]]],
            kafka && ['ID', span({ class: 'mono' }, kafka.clusterId)],
            kafka && [t('brokers'), kafka.brokerList.map((broker) => Broker({ key: broker.id, broker, leads: broker.id === kafka.controllerId }))],
            kafka?.metadataVersion > 0 && [t('metadata.version'), String(kafka.metadataVersion), t('metadata.version.about')],
          ],
        }),
      ),
      Card(
        { title: t('this.process') },
        Facts({
          facts: [
            ['ID', span({ class: 'mono' }, cluster.instanceId)],
            [t('version'), cluster.version],
            kafka && [t('client.version'), kafka.clientVersion],
            [t('clock'), When({ seconds: cluster.clockMs / 1000 })],
            [t('log.time'), [When({ seconds: cluster.logTimeMs / 1000 }), ' ', span({ class: Math.abs(apart) > CLOCKS_APART_MS ? 'tag warning' : 'tag' }, milliseconds(apart))]],
            cluster.logTimeAheadMs > 0 && [t('log.time.ahead'), span({ class: 'warning-text' }, milliseconds(cluster.logTimeAheadMs)), t('log.time.ahead.about')],
          ],
        }),
      ),
    ),
  ];
});

const Broker = part(function Broker({ broker, leads }) {
  return div(span({ class: 'mono' }, `${broker.id}: ${broker.host}:${broker.port}`), leads && [' ', span({ class: 'tag', title: t('controller.about') }, t('controller'))]);
});

const columns = () => [
  { key: 'process', label: t('process'), narrow: true },
  { key: 'host', label: t('host') },
  { key: 'commands', label: t('commands.partitions'), hint: t('commands.partitions.about'), narrow: true },
  { key: 'behind', label: t('behind'), hint: t('behind.about'), number: true, narrow: true },
  { key: 'publications', label: t('publications.partitions'), hint: t('publications.partitions.about') },
  { key: 'publications.behind', label: t('behind'), number: true },
  { key: 'rules', label: t('rules.version'), hint: t('rules.version.about'), number: true },
];

const Processes = part(function Processes({ cluster }) {
  const { commands, publications, processList } = cluster;
  const known = new Set(processList.map((process) => process.instanceId));
  const ofNobody = (progress) => progress.partitionList.filter((partition) => !known.has(partition.instanceId));
  const lost = ofNobody(commands).length + ofNobody(publications).length > 0;
  return Card(
    { title: t('processes') },
    Table(
      { label: t('processes'), columns: columns() },
      processList.map((process) => {
        const its = (progress) => progress.partitionList.filter((partition) => partition.instanceId === process.instanceId);
        return Row({
          key: process.instanceId,
          name: [span({ class: 'mono' }, process.instanceId), process.instanceId === cluster.instanceId && span({ class: 'tag' }, t('answers.you'))],
          host: process.host,
          rules: String(process.rulesVersion),
          commands: its(commands),
          publications: its(publications),
        });
      }),
      lost && Row({ name: span({ class: 'tag warning' }, t('nobody')), commands: ofNobody(commands), publications: ofNobody(publications) }),
    ),
    details(summary(t('columns.about')), Facts({ facts: columns().filter((column) => column.hint).map(({ label, hint }) => [label, hint]) })),
    details(
      summary(t('each.partition')),
      div({ class: 'columns' }, [commands, publications].map((progress) => Partitions({ key: progress.kafkaTopic, progress }))),
    ),
  );
});

/** On a phone, the columns that are not there stand below the name. */
const Row = part(function Row({ name, host, rules, commands, publications }) {
  const below = [
    [t('host'), host],
    [t('publications.partitions'), numbers(publications)],
    [t('publications.behind'), count(sum(publications))],
    [t('rules.version'), rules],
  ];
  const [, ofHost, ofCommands, ofBehind, ofPublications, ofTheirs, ofRules] = columns().map(cell);
  return tr(
    th({ scope: 'row' }, name, below.map(([label, value]) => value && div({ class: 'below fine' }, t('about.label', { label }), value))),
    td({ class: ofHost }, host),
    td({ class: ofCommands }, numbers(commands)),
    td({ class: ofBehind }, count(sum(commands))),
    td({ class: ofPublications }, numbers(publications)),
    td({ class: ofTheirs }, count(sum(publications))),
    td({ class: ofRules }, rules),
  );
});

const Partitions = part(function Partitions({ progress }) {
  const some = [
    { key: 'partition', label: t('partition'), number: true, narrow: true },
    { key: 'process', label: t('process'), narrow: true },
    { key: 'committed', label: t('committed'), number: true },
    { key: 'end', label: t('end.offset'), number: true },
    { key: 'behind', label: t('behind'), number: true, narrow: true },
  ];
  const [ofPartition, , ofCommitted, ofEnd, ofBehind] = some.map(cell);
  return Table(
    { label: progress.kafkaTopic, columns: some, caption: true },
    progress.partitionList.map((one) =>
      tr(
        { key: one.partition },
        th({ scope: 'row', class: ofPartition }, String(one.partition)),
        td({ class: 'mono' }, one.instanceId ?? t('nobody')),
        td({ class: ofCommitted }, one.committed === undefined ? '–' : String(one.committed)),
        td({ class: ofEnd }, String(one.end)),
        td({ class: ofBehind }, count(behind(one))),
      ),
    ),
  );
});

/** Where nothing has been kept yet, all of it is still to be done. */
const behind = ({ end, committed = 0 }) => Math.max(0, end - committed);

const sum = (partitions) => partitions.reduce((all, one) => all + behind(one), 0);

const behindOf = (progress) => sum(progress.partitionList);

/** Such as 0–3, 7. */
function numbers(partitions) {
  const said = [];
  for (const { partition } of partitions) {
    const last = said.at(-1);
    if (last && last[1] === partition - 1) {
      last[1] = partition;
    } else {
      said.push([partition, partition]);
    }
  }
  const all = said.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`));
  return all.length > 0 ? listed(all) : '–';
}
