// What the parts could do at most on this machine: Redis syncing every write, a bare HTTP responder, SQLite alone.
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { output, ready, sleep, start, stop } from "./processes.mjs";

/** A redis-server as the platform runs it: append-only, synced before it answers. */
export async function startRedis(directory) {
  mkdirSync(directory, { recursive: true });
  const socket = `${directory}/redis.sock`;
  const redis = start("redis-server", [
    "--port", "0", "--unixsocket", socket, "--dir", directory, "--save", "", "--appendonly", "yes",
    "--appendfsync", "always", "--maxmemory", "2gb", "--maxmemory-policy", "noeviction",
    "--auto-aof-rewrite-min-size", "1gb",
  ]);
  for (let i = 0; i < 200; i += 1) {
    const pong = await output("redis-cli", ["-s", socket, "PING"]).catch(() => "");
    if (pong.startsWith("PONG")) return { redis, socket };
    await sleep(50);
  }
  throw new Error(`redis-server does not answer\n${redis.lastWords}`);
}

// The mean message as the platform's envelope: its text and some 500 bytes round it.
function payload(messages) {
  const lines = messages.flatMap((file) => readFileSync(file, "utf8").split("\n").filter(Boolean));
  const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(JSON.parse(line).title + JSON.parse(line).text), 0);
  return "x".repeat(Math.round(bytes / lines.length) + 500);
}

export async function measureXadd(settings, clients, pipeline, requests) {
  const directory = `${settings.work}/limit-redis`;
  const { redis, socket } = await startRedis(directory);
  try {
    const text = await output("redis-benchmark", [
      "-s", socket, "-c", String(clients), "-P", String(pipeline), "-n", String(requests), "--csv",
      "XADD", "limit", "*", "e", payload(settings.messages),
    ]);
    const fields = text.trim().split("\n").pop().split(/","/);
    return { rate: Number(fields[1].replaceAll('"', "")), clients, pipeline, bytes: payload(settings.messages).length };
  } finally {
    await stop(redis);
    rmSync(directory, { recursive: true, force: true });
  }
}

export async function measureResponder(settings, load, seconds) {
  const responder = start(`${settings.programs}/bench/bench_responder`, ["0"]);
  try {
    return await load.post({ to: await ready(responder), seconds });
  } finally {
    await stop(responder);
  }
}

export async function measureSqlite(settings, rows, batch) {
  const directory = `${settings.work}/limit-sqlite`;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  try {
    return JSON.parse(await output(`${settings.programs}/bench/bench_sqlite`, [directory, String(rows), String(batch)]));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
