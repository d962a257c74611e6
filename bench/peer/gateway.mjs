// The peer's front door: a report is checked against the same JSON Schema, put on the queue (whose
// Redis syncs every write before it answers), and acknowledged. The Idempotency-Key is the job's id,
// so a repeat does not make a second job.
import { readFileSync } from "node:fs";
import Fastify from "fastify";
import { Queue } from "bullmq";
import { connection, queueName } from "./settings.mjs";

const schema = JSON.parse(readFileSync(process.env.PEER_SCHEMA));
delete schema.$schema; // Fastify's validator speaks draft-07; the keywords used are the same in both.

const receipt = {
  type: "object",
  properties: {
    number: { type: "string" },
    key: { type: "string" },
    state: { type: "string" },
    accepted_at: { type: "string" },
  },
};

const queue = new Queue(queueName, {
  connection,
  defaultJobOptions: { removeOnComplete: { count: 1000 }, attempts: 5 },
});
await queue.waitUntilReady();

const app = Fastify({ logger: false, bodyLimit: 65536 });

app.post(
  "/api/v1/cases",
  {
    schema: {
      body: schema,
      headers: { type: "object", required: ["idempotency-key"], properties: { "idempotency-key": { type: "string", maxLength: 128 } } },
      response: { 201: receipt },
    },
  },
  async (request, reply) => {
    const acceptedAt = new Date().toISOString();
    const job = await queue.add(
      "report",
      { actor: request.headers.authorization, at: acceptedAt, report: request.body },
      { jobId: `r${request.headers["idempotency-key"]}` },
    );
    reply.code(201);
    return { number: job.id, key: job.id, state: "received", accepted_at: acceptedAt };
  },
);

await app.listen({ host: "127.0.0.1", port: 0 });
console.log(`ready http://127.0.0.1:${app.server.address().port}`);

process.on("SIGTERM", async () => {
  await app.close();
  await queue.close();
  process.exit(0);
});
