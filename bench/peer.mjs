// The peer: Fastify, BullMQ and better-sqlite3, one process for the door and one for the worker, a Redis of its own.
import { rmSync } from "node:fs";
import { ready, start, stop } from "./processes.mjs";
import { startRedis } from "./limits.mjs";

export async function startPeer(settings) {
  const directory = `${settings.work}/peer-data`;
  rmSync(directory, { recursive: true, force: true });
  const { redis } = await startRedis(directory);
  const env = { PEER_DATA: directory, PEER_SCHEMA: `${settings.root}/schemas/create_case.json`, NODE_ENV: "production" };
  const worker = start(process.execPath, [`${settings.work}/peer/worker.mjs`], { env });
  const appliedUrl = await ready(worker);
  const gateway = start(process.execPath, [`${settings.work}/peer/gateway.mjs`], { env });
  const url = await ready(gateway);
  return {
    url,
    applied: `${appliedUrl}/`,
    tokens: undefined,
    pids: { gateway: gateway.pid, worker: worker.pid, redis: redis.pid },
    async stop() {
      await stop(gateway);
      await stop(worker);
      await stop(redis);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
