// What a worker counts for /metrics.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <memory>

#include "workers/batch.hpp"

namespace gongzhi::workers {

class WorkerMetrics {
 public:
  WorkerMetrics();

  void count(const BatchReport& report, double seconds);
  void set_halted(std::size_t partitions) { halted_.Set(static_cast<double>(partitions)); }
  /// Age of the newest message applied, when it was applied.
  void set_lag(double seconds) { lag_.Set(seconds); }
  void count_retry() { retries_.Increment(); }

  const std::shared_ptr<prometheus::Registry>& registry() const { return registry_; }

 private:
  std::shared_ptr<prometheus::Registry> registry_;
  prometheus::Counter& applied_;
  prometheus::Counter& refused_;
  prometheus::Counter& repeated_;
  prometheus::Counter& dead_;
  prometheus::Counter& retries_;
  prometheus::Gauge& halted_;
  prometheus::Gauge& lag_;
  prometheus::Histogram& batch_seconds_;
};

}  // namespace gongzhi::workers
