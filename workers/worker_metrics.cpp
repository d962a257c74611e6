#include "workers/worker_metrics.hpp"

namespace gongzhi::workers {
namespace {

prometheus::Counter& outcome(prometheus::Registry& registry, const char* word) {
  return prometheus::BuildCounter()
      .Name("gongzhi_messages_total")
      .Help("Messages taken from the queue or made by timers and followups, by what became of them")
      .Register(registry)
      .Add({{"outcome", word}});
}

prometheus::Gauge& gauge(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
}

}  // namespace

WorkerMetrics::WorkerMetrics()
    : registry_(std::make_shared<prometheus::Registry>()),
      applied_(outcome(*registry_, "applied")),
      refused_(outcome(*registry_, "refused")),
      repeated_(outcome(*registry_, "repeated")),
      dead_(outcome(*registry_, "dead_letter")),
      retries_(prometheus::BuildCounter()
                   .Name("gongzhi_batch_retries_total")
                   .Help("Batches that were tried again because the record was busy or unavailable")
                   .Register(*registry_)
                   .Add({})),
      halted_(gauge(*registry_, "gongzhi_partitions_halted",
                    "Partitions stopped because sequences are missing in their stream")),
      lag_(gauge(*registry_, "gongzhi_queue_lag_seconds",
                 "Age of the oldest message of the last batch when it was committed")),
      batch_seconds_(
          prometheus::BuildHistogram()
              .Name("gongzhi_batch_seconds")
              .Help("Time to apply and commit a batch")
              .Register(*registry_)
              .Add({}, prometheus::Histogram::BucketBoundaries{0.001, 0.002, 0.005, 0.01, 0.02,
                                                               0.05, 0.1, 0.2, 0.5, 1, 5})) {}

void WorkerMetrics::count(const BatchReport& report, double seconds) {
  applied_.Increment(report.applied);
  refused_.Increment(report.refused);
  repeated_.Increment(report.repeated);
  dead_.Increment(report.dead);
  batch_seconds_.Observe(seconds);
}

}  // namespace gongzhi::workers
