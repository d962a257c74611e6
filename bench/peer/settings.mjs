// What the peer's two processes are told by the bench: the queue's socket and where the record lies.
export const dataDirectory = process.env.PEER_DATA;
export const queueName = "reports";
// Automatic pipelining is off by default; with it several requests share one sync, as ours do.
export const connection = {
  path: `${dataDirectory}/redis.sock`,
  maxRetriesPerRequest: null,
  enableAutoPipelining: true,
};
