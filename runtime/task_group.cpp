#include "runtime/task_group.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include "governance/error.hpp"
#include "runtime/log.hpp"

namespace gongzhi::runtime {
namespace {

// Empty when the exception is only a cancelled operation.
std::string text_of(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const boost::system::system_error& e) {
    return e.code() == asio::error::operation_aborted ? std::string() : e.what();
  } catch (const std::exception& e) {
    return e.what();
  }
}

}  // namespace

TaskGroup::TaskGroup(asio::any_io_executor executor)
    : executor_(std::move(executor)), changed_(executor_) {
  changed_.expires_at(std::chrono::steady_clock::time_point::max());
}

TaskGroup::~TaskGroup() {
  ensure(children_.empty(), "a task group was destroyed with children");
}

void TaskGroup::spawn(std::string name, asio::awaitable<void> task) {
  const auto child = children_.emplace(children_.end());
  child->name = std::move(name);
  asio::co_spawn(
      executor_, std::move(task),
      asio::bind_cancellation_slot(child->signal.slot(), [this, child](std::exception_ptr failure) {
        finished(child, failure);
      }));
}

void TaskGroup::finished(std::list<Child>::iterator child, std::exception_ptr failure) {
  const std::string name = std::move(child->name);
  children_.erase(child);
  changed_.cancel();
  if (!failure) return;
  const std::string text = text_of(failure);
  if (!text.empty()) log_error("task failed", {{"task", name}, {"error", text}});
}

void TaskGroup::cancel() {
  // A child may end, and leave the list, inside emit: step on before.
  for (auto child = children_.begin(); child != children_.end();) {
    auto next = std::next(child);
    child->signal.emit(asio::cancellation_type::terminal);
    child = next;
  }
}

asio::awaitable<bool> TaskGroup::wait(std::chrono::milliseconds limit) {
  const auto until = std::chrono::steady_clock::now() + limit;
  while (!children_.empty() && std::chrono::steady_clock::now() < until) {
    changed_.expires_at(until);
    co_await changed_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  co_return children_.empty();
}

}  // namespace gongzhi::runtime
