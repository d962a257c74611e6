// The platform as `gongzhi serve --demo` runs it, with tokens for who reports, looks and claims.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { anonymousMb, output, ready, sleep, start, stop } from "./processes.mjs";

/** Starts it on `directory`, which is kept when `keep`; `toml` are settings over the defaults. */
export async function startOurs(settings, { directory = `${settings.work}/ours-data`, keep = false, toml = "" } = {}) {
  if (!keep) rmSync(directory, { recursive: true, force: true });
  const config = `${settings.work}/ours.toml`;
  writeFileSync(config, toml);
  const serve = start(`${settings.programs}/gongzhi`, ["serve", "--demo", "--data", directory, "--config", config, "--listen", "127.0.0.1:0"]);
  const url = await ready(serve, 120_000);
  const ours = new Ours(settings, serve, directory, url);
  await ours.prepare();
  return ours;
}

function users(settings) {
  const [head, ...rows] = readFileSync(`${settings.root}/config/demo/yanhu/users.csv`, "utf8").replace(/^\ufeff/, "").trim().split(/\r?\n/);
  const names = head.split(",");
  return rows.map((row) => Object.fromEntries(row.split(",").map((value, i) => [names[i], value])));
}

class Ours {
  constructor(settings, serve, directory, url) {
    Object.assign(this, { settings, serve, directory, url, users: users(settings), known: new Map() });
  }

  async prepare() {
    const workers = this.users.filter((user) => user.role === "grid_worker").slice(0, 20);
    const tokens = [];
    for (const worker of workers) tokens.push(await this.token(worker.id));
    this.tokens = `${this.settings.work}/tokens.txt`;
    writeFileSync(this.tokens, tokens.join("\n") + "\n");
    this.pids = { gateway: this.#facts("gateway").pid, worker: this.#facts("worker").pid, redis: redisOf(this.serve.pid) };
    this.applied = `http://${this.#facts("worker").admin}/metrics`;
  }

  async token(user) {
    if (!this.known.has(user))
      this.known.set(user, (await output(`${this.settings.programs}/gongzhi`, ["token", user, "--data", this.directory])).trim());
    return this.known.get(user);
  }

  firstWith(role) {
    return this.users.find((user) => user.role === role).id;
  }

  async ask(user, path, options = {}) {
    const reply = await fetch(this.url + path, {
      ...options,
      headers: { authorization: `Bearer ${await this.token(user)}`, "content-type": "application/json", ...options.headers },
    });
    return { status: reply.status, body: await reply.json() };
  }

  memory() {
    return { gateway: anonymousMb(this.#facts("gateway").pid), worker: anonymousMb(this.#facts("worker").pid) };
  }

  /** Pairs of a member and a task that is offered to her and to which nobody else of them turns. */
  async holders() {
    const members = this.users.filter((user) => user.role === "member" && user.status === "active");
    await this.#postClaimable();
    const taken = new Set();
    const lines = [];
    for (let round = 0; round < 60 && lines.length < 40; round += 1) {
      await sleep(250);
      for (const member of members) {
        if (lines.some((line) => line.user === member.id)) continue;
        const { body } = await this.ask(member.id, "/api/v1/tasks");
        const task = body.offered?.find((item) => !taken.has(item.number));
        if (!task) continue;
        taken.add(task.number);
        lines.push({ user: member.id, number: task.number });
      }
    }
    return Promise.all(lines.map(async ({ user, number }) => `${number} ${await this.token(user)}`));
  }

  // Reports of categories that go to the claim pool, all over the county.
  async #postClaimable() {
    const admin = this.firstWith("grid_worker");
    const { body } = await this.ask(admin, "/api/v1/categories");
    const claimable = body.items.filter((category) => category.claimable && !category.private);
    const grids = JSON.parse(readFileSync(`${this.settings.root}/config/demo/yanhu/grids.geojson`, "utf8")).features;
    for (let i = 0; i < grids.length * 2; i += 1) {
      const [lon, lat] = middle(grids[i % grids.length].geometry.coordinates[0]);
      const category = claimable[i % claimable.length].code;
      await this.ask(admin, "/api/v1/cases", {
        method: "POST",
        headers: { "idempotency-key": `claimable-${Date.now()}-${i}` },
        body: JSON.stringify({ kind: "request", category, title: "请人帮忙", description: "请志愿者上门帮忙。", location: { lon, lat } }),
      });
    }
  }

  #facts(name) {
    const file = `${this.directory}/run/${name}.ready`;
    if (!existsSync(file)) throw new Error(`${file} is not there`);
    return Object.fromEntries(readFileSync(file, "utf8").trim().split("\n").map((line) => {
      const at = line.search(/[ =:]/);
      return [line.slice(0, at), line.slice(at + 1).trim()];
    }));
  }

  stop() {
    return stop(this.serve);
  }
}

// The supervisor's child that is a redis-server.
function redisOf(parent) {
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, "utf8").trim().split(" ");
  return children.find((pid) => readFileSync(`/proc/${pid}/comm`, "utf8").startsWith("redis"));
}

function middle(ring) {
  const mean = (i) => ring.slice(1).reduce((sum, place) => sum + place[i], 0) / (ring.length - 1);
  return [mean(0), mean(1)];
}
