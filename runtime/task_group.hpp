// Owner of coroutines: counts them, logs what escapes from them, and waits until they are gone. One
// thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <exception>
#include <functional>
#include <list>
#include <string>

namespace gongzhi::runtime {

namespace asio = boost::asio;

/// All members are called on the executor's thread. Must be empty when destroyed.
class TaskGroup {
 public:
  explicit TaskGroup(asio::any_io_executor executor);
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;
  ~TaskGroup();

  /// Runs the coroutine as a child. An exception ends the child, and is logged under
  /// `name`.
  void spawn(std::string name, asio::awaitable<void> task);

  std::size_t size() const { return children_.size(); }

  /// Asks every child to stop by terminal cancellation.
  void cancel();

  /// Returns when no child is left or `limit` has passed; true when none is left.
  asio::awaitable<bool> wait(std::chrono::milliseconds limit);

 private:
  struct Child {
    std::string name;
    asio::cancellation_signal signal;
  };
  void finished(std::list<Child>::iterator child, std::exception_ptr failure);

  asio::any_io_executor executor_;
  asio::steady_timer changed_;
  std::list<Child> children_;
};

}  // namespace gongzhi::runtime
