// The peer's worker: one job, one transaction of three rows, durable when it commits. Says how many
// it has applied on a port of its own.
import { createServer } from "node:http";
import Database from "better-sqlite3";
import { Worker } from "bullmq";
import { connection, dataDirectory, queueName } from "./settings.mjs";

const db = new Database(`${dataDirectory}/peer.db`);
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL");
db.pragma("wal_autocheckpoint = 16000");
db.exec(`
  CREATE TABLE IF NOT EXISTS messages(id TEXT PRIMARY KEY, at TEXT) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS cases(number INTEGER PRIMARY KEY, message TEXT, kind TEXT, category TEXT, state TEXT,
    title TEXT, description TEXT, lon REAL, lat REAL, observed_at TEXT, accepted_at TEXT);
  CREATE INDEX IF NOT EXISTS cases_by_state ON cases(state, accepted_at);
  CREATE TABLE IF NOT EXISTS timeline(id INTEGER PRIMARY KEY, message TEXT, at TEXT, action TEXT, facts TEXT);
`);
const insertMessage = db.prepare("INSERT OR IGNORE INTO messages VALUES(?, ?)");
const insertCase = db.prepare("INSERT INTO cases VALUES(NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
const insertEntry = db.prepare("INSERT INTO timeline VALUES(NULL, ?, ?, ?, ?)");

const apply = db.transaction((id, { at, actor, report }) => {
  if (insertMessage.run(id, at).changes === 0) return; // a repeat
  const state = report.category === "" ? "triage" : "sign";
  const { lon = null, lat = null } = report.location ?? {};
  insertCase.run(id, report.kind, report.category, state, report.title, report.description, lon, lat, report.observed_at ?? null, at);
  insertEntry.run(id, at, "create", JSON.stringify({ actor, state }));
});

let applied = 0;
const worker = new Worker(
  queueName,
  async (job) => {
    apply(job.id, job.data);
    applied += 1;
  },
  { connection, concurrency: 64 },
);
await worker.waitUntilReady();

const server = createServer((_request, response) => {
  const body = JSON.stringify({ applied });
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
  response.end(body);
});
server.listen(0, "127.0.0.1", () => console.log(`ready http://127.0.0.1:${server.address().port}`));

process.on("SIGTERM", async () => {
  await worker.close();
  server.close();
  db.close();
  process.exit(0);
});
