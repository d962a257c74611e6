// A record with a million cases: how long a look takes, and how much memory the platform holds.
import { rmSync } from "node:fs";
import { output, say, sleep } from "./processes.mjs";
import { startOurs } from "./ours.mjs";

// What secretaries, dispatchers and the county's administrator look at all day.
async function targets(ours) {
  const boards = [];
  const lists = [];
  const roles = ["community_secretary", "dispatcher", "triager", "county_admin", "supervisor"];
  for (const role of roles)
    for (const user of ours.users.filter((one) => one.role === role).slice(0, role === "community_secretary" ? 20 : 2)) {
      const token = await ours.token(user.id);
      boards.push(`${token} /api/v1/board`);
      for (const query of ["state=open", "state=open&overdue=true", "", "state=closed", "kind=request&state=open&limit=50"])
        lists.push(`${token} /api/v1/cases${query ? `?${query}` : ""}`);
    }
  return { boards, lists };
}

// One look first: a question that is refused would be measured as a quick one.
async function check(ours, lines) {
  for (const line of lines) {
    const [token, path] = line.split(" ");
    const reply = await fetch(ours.url + path, { headers: { authorization: `Bearer ${token}` } });
    const text = await reply.text();
    if (reply.status !== 200) throw new Error(`GET ${path} answers ${reply.status}: ${text.slice(0, 200)}`);
  }
}

export async function measureMillion(settings, load, push) {
  const directory = `${settings.work}/million-data`;
  rmSync(directory, { recursive: true, force: true });
  say(`==> ${settings.cases.toLocaleString("en")} stored cases: filling`);
  const first = await startOurs(settings, { directory });
  await first.stop();
  await output(`${settings.programs}/bench/bench_fill`, [directory, String(settings.cases), ...settings.messages], { loud: true, limitMs: 3_600_000 });
  push("stored", { cases: settings.cases });
  const ours = await startOurs(settings, { directory, keep: true });
  try {
    const { boards, lists } = await targets(ours);
    await check(ours, [...boards, ...lists]);
    await sleep(2000);
    say("==> Looking: 50 boards, then 50 lists a second");
    push("board", await load.get(boards, { to: ours.url, connections: 32, rate: 50, seconds: settings.lookSeconds }));
    push("list", await load.get(lists, { to: ours.url, connections: 32, rate: 50, seconds: settings.lookSeconds }));
    push("accept_beside", await load.post({ to: ours.url, tokens: ours.tokens, rate: 500, seconds: 5, applied: ours.applied, "backlog-max": 1e9 }));
    push("memory", ours.memory());
  } finally {
    await ours.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}
