// Names and help texts of the metrics.
#include "gateway/metrics.hpp"

#include <functional>
#include <string>

namespace gongzhi::gateway {
namespace {

prometheus::Counter& counter(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add({});
}

prometheus::Gauge& gauge(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
}

const prometheus::Histogram::BucketBoundaries seconds_buckets{
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

}  // namespace

Metrics::Metrics() : Metrics(std::make_shared<prometheus::Registry>()) {}

Metrics::Metrics(std::shared_ptr<prometheus::Registry> registry)
    : accepted(counter(*registry, "gongzhi_reports_accepted_total", "Reports acknowledged.")),
      repeated(
          counter(*registry, "gongzhi_submissions_repeated_total", "Messages whose id was known.")),
      queue_errors(
          counter(*registry, "gongzhi_queue_errors_total", "Submissions that got no receipt.")),
      overload(counter(*registry, "gongzhi_overload_refusals_total",
                       "Submissions refused early because the queue is nearly full.")),
      refused_sockets(counter(*registry, "gongzhi_connections_refused_total",
                              "Connections closed at once because there are too many.")),
      connections(gauge(*registry, "gongzhi_connections", "Open connections.")),
      live_clients(gauge(*registry, "gongzhi_live_clients", "Open live streams.")),
      requests(prometheus::BuildCounter()
                   .Name("gongzhi_http_requests_total")
                   .Help("Requests by route, method and status.")
                   .Register(*registry)),
      seconds(prometheus::BuildHistogram()
                  .Name("gongzhi_http_request_seconds")
                  .Help("From the whole request to the answer being ready.")
                  .Register(*registry)),
      registry_(std::move(registry)) {}

void RouteMetrics::observe(const Key& key, std::chrono::steady_clock::duration took) {
  // Templates are string literals: their address tells them apart.
  const std::size_t id = std::hash<const void*>{}(key.route.data()) * 31 +
                         std::hash<const void*>{}(key.method.data()) * 1'009 +
                         static_cast<std::size_t>(key.status);
  const auto [at, is_new] = known_.try_emplace(id);
  if (is_new) {
    const std::string method(key.method);
    const std::string route(key.route);
    at->second.count = &metrics_.requests.Add(
        {{"method", method}, {"route", route}, {"status", std::to_string(key.status)}});
    at->second.seconds =
        &metrics_.seconds.Add({{"method", method}, {"route", route}}, seconds_buckets);
  }
  at->second.count->Increment();
  at->second.seconds->Observe(std::chrono::duration<double>(took).count());
}

}  // namespace gongzhi::gateway
