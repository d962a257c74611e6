#include "tests/process/parts.hpp"

#include <fstream>
#include <stdexcept>

#include "runtime/ready_file.hpp"
#include "tests/support/wait.hpp"

namespace gongzhi::test {
namespace {

using namespace std::chrono_literals;

std::string token_of(const std::filesystem::path& data, const std::string& user) {
  const Finished said = run_gongzhi(data, {"token", user});
  if (said.status != 0) throw std::runtime_error("no token: " + said.output);
  std::string token = said.output.substr(0, said.output.find_last_not_of(" \n") + 1);
  return token.substr(token.find_last_of('\n') + 1);
}

}  // namespace

Parts::Parts(PartsPlan plan)
    : plan_(std::move(plan)), gate_(redis_.socket()), history_(place_.path() / "history.tsv") {
  std::ofstream(config_file("direct")) << "[queue]\naddress = \"unix:" << redis_.socket() << "\"\n";
  std::ofstream(config_file("gated")) << "[queue]\naddress = \"unix:" << gate_.socket() << "\"\n";
  start_worker();
  import_county();
  for (const char* user : {"grid-001", "grid-002", "grid-003"})
    tokens_.push_back(token_of(place_.path() / "data", user));
  for (int i = 0; i < plan_.gateways; ++i) {
    ports_.emplace_back();
    start_gateway(static_cast<std::size_t>(i));
  }
  for (std::size_t i = 0; i < ports_.size(); ++i)
    if (!wait_accepting(i, 20s)) throw std::runtime_error("a gateway does not accept reports");
}

std::string Parts::config_file(const std::string& name) const {
  return (place_.path() / (name + ".toml")).string();
}

void Parts::start_worker() {
  const std::string data = (place_.path() / "data").string();
  const auto dir = runtime::DataDir::open(data).value();
  runtime::forget_ready(dir, "worker");
  worker_.emplace(
      ChildPlan{{GONGZHI_BINARY, "worker", "--data", data, "--config", config_file("direct")},
                plan_.worker_faults,
                place_.path() / "worker.log"});
  if (!wait_until([&] { return runtime::find_ready(dir, "worker").has_value(); }, 20s))
    throw std::runtime_error("the worker does not start");
}

void Parts::start_gateway(std::size_t i) {
  Child child({{GONGZHI_BINARY, "gateway", "--data", (place_.path() / "data").string(), "--config",
                config_file(plan_.way == PartsPlan::Way::gated ? "gated" : "direct"), "--listen",
                "127.0.0.1:" + std::to_string(ports_[i].number())},
               plan_.gateway_faults,
               place_.path() / "gateway.log"});
  if (i < gateways_.size())
    gateways_[i] = std::move(child);
  else
    gateways_.push_back(std::move(child));
}

void Parts::import_county() {
  const std::string config = std::string(GONGZHI_SOURCE_DIR) + "/config/";
  const Finished said = run_gongzhi(place_.path() / "data",
                                    {"import", config + "categories.csv", config + "standards.csv",
                                     config + "routing.csv", config + "calendars", config + "kinds",
                                     config + "demo/yanhu", "--config", config_file("direct")});
  if (said.status != 0) throw std::runtime_error("the county was not imported: " + said.output);
}

std::vector<std::uint16_t> Parts::ports() const {
  std::vector<std::uint16_t> numbers;
  for (const HeldPort& port : ports_) numbers.push_back(port.number());
  return numbers;
}

LoadPlan Parts::load_plan() const {
  LoadPlan plan;
  plan.ports = ports();
  plan.tokens = tokens_;
  return plan;
}

Evidence Parts::evidence() const {
  return {runtime::DataDir::open(place_.path() / "data").value().store(), redis_.socket()};
}

bool Parts::wait_accepting(std::size_t i, std::chrono::milliseconds limit) {
  Attempt attempt;
  attempt.op_id = "probe-" + std::to_string(++probes_);
  attempt.key = "key-" + attempt.op_id;
  const auto is_accepted = [&] {
    HttpClient client(ports_[i].number(), 3s);
    attempt.t_send_us = now_us();
    const HttpAnswer answer =
        client.post("/api/v1/cases", report_body(attempt.op_id),
                    {{"Authorization", "Bearer " + tokens_[0]}, {"Idempotency-Key", attempt.key}});
    attempt.t_reply_us = now_us();
    attempt.status = answer.status;
    attempt.number = text_member(answer.body, "number");
    attempt.body_hash = hash_of(answer.body);
    history_.append(attempt);
    return answer.status == 201;
  };
  return wait_until(is_accepted, limit, 20ms);
}

Verdict Parts::settle(Load& load, std::chrono::milliseconds drain_limit) {
  load.stop();
  wait_drained(evidence(), drain_limit);
  return judge_now();
}

}  // namespace gongzhi::test
