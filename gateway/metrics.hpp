// What the gateway counts for operators (Prometheus): nothing about people, only routes and sums.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <chrono>
#include <memory>
#include <string_view>
#include <unordered_map>

namespace gongzhi::gateway {

/// Shared by all threads: the metrics themselves are atomic.
class Metrics {
 public:
  Metrics();

  const std::shared_ptr<prometheus::Registry>& registry() const { return registry_; }

  prometheus::Counter& accepted;         // reports acknowledged, repeats not counted
  prometheus::Counter& repeated;         // the same key again
  prometheus::Counter& queue_errors;     // submissions that got no receipt
  prometheus::Counter& overload;         // refused early because the queue is nearly full
  prometheus::Counter& refused_sockets;  // over connections_max
  prometheus::Gauge& connections;
  prometheus::Gauge& live_clients;

  prometheus::Family<prometheus::Counter>& requests;
  prometheus::Family<prometheus::Histogram>& seconds;

 private:
  explicit Metrics(std::shared_ptr<prometheus::Registry> registry);
  std::shared_ptr<prometheus::Registry> registry_;
};

/// One thread's way to the counters of a route: the look-up by labels is done once.
class RouteMetrics {
 public:
  explicit RouteMetrics(Metrics& metrics) : metrics_(metrics) {}

  struct Key {
    std::string_view method;
    std::string_view route;  // the template, which lives as long as the program
    int status = 0;
  };
  void observe(const Key& key, std::chrono::steady_clock::duration took);

 private:
  struct Pair {
    prometheus::Counter* count;
    prometheus::Histogram* seconds;
  };
  Metrics& metrics_;
  std::unordered_map<std::size_t, Pair> known_;
};

}  // namespace gongzhi::gateway
