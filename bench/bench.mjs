// ./gongzhi bench: the limits, the peer and ours on one machine, in turn, and one table.
//
// Everything runs at once, as it would on a small county's one machine: Redis with a sync for every write, the door,
// the worker and the load generator. Main figures are measured in rounds (peer, ours, peer, ours, …) and shown as
// median with the smallest and the largest beside it.
import { availableParallelism, cpus, release, totalmem } from "node:os";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Load } from "./load.mjs";
import { measureResponder, measureSqlite, measureXadd } from "./limits.mjs";
import { startPeer } from "./peer.mjs";
import { startOurs } from "./ours.mjs";
import { measureMillion } from "./million.mjs";
import { measureOverload } from "./overload.mjs";
import { processorUs, say, stopAll } from "./processes.mjs";
import { median, spread, table } from "./table.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const { values: given } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
    messages: { type: "string", multiple: true },
    only: { type: "string", multiple: true },
    cases: { type: "string" },
    programs: { type: "string" },
    work: { type: "string", default: `${here}/../build/bench-work` },
  },
});

if (given.help) {
  console.log(`./gongzhi bench [--json] [--quick] [--messages FILE]… [--only PART]… [--cases N]
  --quick          one short round instead of three, 100,000 stored cases instead of 1,000,000 (some 5 minutes)
  --messages FILE  JSON lines {title, text, at} as bodies; 60 made-up ones otherwise
  --only PART      limits, accept, end, claims, overload or million (give it again for more)
  --cases N        stored cases of the part million
  --programs DIR   build directory (build/release)`);
  process.exit(0);
}

const root = dirname(here);
const settings = {
  root,
  work: given.work,
  programs: given.programs ?? `${root}/build/release`,
  config: `${root}/config`,
  messages: given.messages ?? [`${here}/messages.jsonl`],
  connections: 64,
  rounds: given.quick ? 1 : 3,
  acceptSeconds: given.quick ? 5 : 15,
  endSeconds: given.quick ? 10 : 60,
  claimSeconds: given.quick ? 5 : 20,
  lookSeconds: given.quick ? 10 : 30,
  cases: Number(given.cases ?? (given.quick ? 100_000 : 1_000_000)),
  sqliteRows: given.quick ? 20_000 : 100_000,
  backlogMax: 4_000,
};
const parts = new Set(given.only ?? ["limits", "accept", "end", "claims", "overload", "million"]);
const load = new Load(settings);
const results = { machine: machine(), quick: given.quick, limits: {}, peer: {}, ours: {} };

function machine() {
  return { cpu: cpus()[0].model, cores: availableParallelism(), memory_gb: Math.round(totalmem() / 2 ** 30), kernel: release(), node: process.version };
}

function push(to, name, figures) {
  (to[name] ??= []).push(figures);
  const shown = Object.entries(figures).filter(([, v]) => typeof v === "number").map(([k, v]) => `${k} ${Math.round(v * 100) / 100}`);
  say(`    ${name}: ${shown.join(", ")}`);
  if (figures.bad && Object.keys(figures.bad).length > 0) say(`    refused by status: ${JSON.stringify(figures.bad)}`);
}

async function limits() {
  say("==> The limits: Redis alone, a bare HTTP responder, SQLite alone");
  const requests = given.quick ? 50_000 : 200_000;
  push(results.limits, "xadd", await measureXadd(settings, 4, 16, requests));
  push(results.limits, "xadd_one_by_one", await measureXadd(settings, 64, 1, requests));
  push(results.limits, "responder", await measureResponder(settings, load, settings.acceptSeconds));
  for (const batch of [64, 256, 1024]) push(results.limits, `sqlite_${batch}`, await measureSqlite(settings, settings.sqliteRows, batch));
}

// How many are accepted in a second with the worker running, and how long one waits at half of that.
async function measureAccept(name, start) {
  const side = await start(settings);
  try {
    const common = { to: side.url, tokens: side.tokens, applied: side.applied, "backlog-max": 1e9 };
    push(results[name], "accept", await load.post({ ...common, seconds: settings.acceptSeconds }));
    const half = results[name].accept.at(-1).rate / 2;
    push(results[name], "accept_at_half", await load.post({ ...common, connections: 128, seconds: settings.acceptSeconds, rate: half }));
  } finally {
    await side.stop();
  }
}

const processors = (pids) => Object.fromEntries(Object.entries(pids).map(([part, pid]) => [part, processorUs(pid)]));

// Accepted, routed, stored and announced: the generator waits when more than a few thousand are left behind, so that
// what is accepted in a minute is what is applied in it.
async function measureEnd(name, start) {
  const side = await start(settings);
  try {
    const before = processors(side.pids);
    const figures = await load.post({
      to: side.url, tokens: side.tokens, applied: side.applied, seconds: settings.endSeconds, "warm-up": 3, "backlog-max": settings.backlogMax,
    });
    const after = processors(side.pids);
    for (const part of Object.keys(before)) figures[`${part}_us`] = (after[part] - before[part]) / figures.accepted_all;
    push(results[name], "end", figures);
    const { accepted_all: accepted, applied_all: applied } = results[name].end.at(-1);
    if (applied < accepted) say(`    NOT ALL APPLIED: ${accepted} accepted, ${applied} applied`);
  } finally {
    await side.stop();
  }
}

async function claims() {
  say("==> Claims and give-ups in pairs");
  const ours = await startOurs(settings);
  try {
    const holders = await ours.holders();
    say(`    ${holders.length} members have a task of their own`);
    for (const pairs of [250, 500]) {
      const done = await load.claims(holders, { to: ours.url, connections: holders.length, rate: pairs, seconds: settings.claimSeconds });
      push(results.ours, `claim_${pairs}`, done.claim);
      push(results.ours, `give_up_${pairs}`, done.give_up);
    }
  } finally {
    await ours.stop();
  }
}

async function inRounds(title, measure) {
  for (let round = 1; round <= settings.rounds; round += 1) {
    say(`==> ${title}, round ${round} of ${settings.rounds}: the peer`);
    await measure("peer", startPeer);
    say(`==> ${title}, round ${round} of ${settings.rounds}: ours`);
    await measure("ours", startOurs);
  }
}

function rows() {
  const figure = (side, name, key) => (results[side][name] ?? []).map((one) => one[key]);
  const ratio = (name, key) => {
    const [ours, peer] = [figure("ours", name, key), figure("peer", name, key)];
    return ours.length && peer.length ? median(ours) / median(peer) : undefined;
  };
  const list = [];
  const add = (what, values, unit, { target, met, note = "" } = {}) => {
    if (values.length > 0) list.push({ what, ...spread(values), unit, target, met: met?.(median(values)), note });
  };
  add("limit: Redis XADD, 4 clients x 16", figure("limits", "xadd", "rate"), "/s");
  add("limit: Redis XADD, 64 clients x 1", figure("limits", "xadd_one_by_one", "rate"), "/s");
  add("limit: bare Beast responder", figure("limits", "responder", "rate"), "/s");
  for (const batch of [64, 256, 1024]) add(`limit: SQLite, three rows, ${batch} a commit`, figure("limits", `sqlite_${batch}`, "rate"), "/s");
  add("peer: accepted durably", figure("peer", "accept", "rate"), "/s");
  const accept = ratio("accept", "rate");
  add("ours: accepted durably", figure("ours", "accept", "rate"), "/s", { target: "3 x peer", met: () => accept >= 3, note: times(accept) });
  add("peer: end to end", figure("peer", "end", "applied_rate"), "/s");
  const end = ratio("end", "applied_rate");
  add("ours: end to end", figure("ours", "end", "applied_rate"), "/s", { target: "6 x peer", met: () => end >= 6, note: times(end) });
  for (const side of ["peer", "ours"])
    for (const part of ["gateway", "worker", "redis"]) add(`${side}: processor time of the ${part} for one report`, figure(side, "end", `${part}_us`), "us");
  add("peer: accept p99 at half its rate", figure("peer", "accept_at_half", "p99_ms"), "ms");
  add("ours: accept p50 at half its rate", figure("ours", "accept_at_half", "p50_ms"), "ms");
  add("ours: accept p99 at half its rate", figure("ours", "accept_at_half", "p99_ms"), "ms", { target: "<= 10", met: (v) => v <= 10 });
  for (const pairs of [250, 500])
    for (const word of ["claim", "give_up"]) {
      const name = `${word}_${pairs}`;
      add(`ours: ${word}, ${pairs * 2} actions a second, p50`, figure("ours", name, "p50_ms"), "ms", { target: "<= 5", met: (v) => v <= 5 });
      add(`ours: ${word}, ${pairs * 2} actions a second, p99`, figure("ours", name, "p99_ms"), "ms", { target: "<= 25", met: (v) => v <= 25 });
    }
  const peak = median(figure("ours", "overload_peak", "applied_rate"));
  add("ours: applied in a second at capacity", figure("ours", "overload_peak", "applied_rate"), "/s");
  add("ours: applied in a second, ten times the clients", figure("ours", "overload", "applied_rate"), "/s", { target: ">= 80 % of it", met: (v) => v >= 0.8 * peak });
  const stored = results.ours.stored?.[0]?.cases?.toLocaleString("en") ?? "";
  for (const [name, what] of [["board", "GET /board"], ["list", "GET /cases"]])
    add(`ours: ${what} p99, ${stored} cases`, figure("ours", name, "p99_ms"), "ms", { target: "<= 10", met: (v) => v <= 10 });
  const sum = (results.ours.memory ?? []).map((one) => one.gateway + one.worker);
  add(`ours: memory of gateway and worker, ${stored} cases`, sum, "MB", { target: "<= 200", met: (v) => v <= 200 });
  return list;
}

const times = (value) => (value === undefined ? "" : `${value.toFixed(1)} x peer`);

async function main() {
  mkdirSync(settings.work, { recursive: true });
  say(`${results.machine.cpu}, ${results.machine.cores} cores, ${results.machine.memory_gb} GB, Linux ${results.machine.kernel}`);
  if (parts.has("limits")) await limits();
  if (parts.has("accept")) await inRounds("Accepting", measureAccept);
  if (parts.has("end")) await inRounds("End to end", measureEnd);
  if (parts.has("claims")) await claims();
  if (parts.has("overload")) await measureOverload(settings, load, (name, figures) => push(results.ours, name, figures));
  if (parts.has("million")) await measureMillion(settings, load, (name, figures) => push(results.ours, name, figures));
  const list = rows();
  writeFileSync(`${settings.work}/result.json`, JSON.stringify({ ...results, rows: list }, null, 1));
  console.log(given.json ? JSON.stringify({ ...results, rows: list }) : table(list, results.machine));
}

for (const signal of ["SIGINT", "SIGTERM"])
  process.on(signal, () => stopAll().then(() => process.exit(130)));
try {
  await main();
} catch (failure) {
  say(`bench: ${failure.message}`);
  process.exitCode = 1;
} finally {
  await stopAll();
  for (const scratch of ["peer-data", "ours-data", "limit-redis", "limit-sqlite"]) rmSync(`${settings.work}/${scratch}`, { recursive: true, force: true });
}
