// A file as the body of an answer: read part by part off the loop, so that a slow reader costs one
// part and not the file.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <memory>

#include "runtime/uploads.hpp"

namespace gongzhi::gateway {

namespace asio = boost::asio;
struct SessionWire;

using ServedFilePtr = std::shared_ptr<const runtime::OpenFile>;

/// Writes it to its end; false when the other side went, or the file did.
asio::awaitable<bool> send_file(SessionWire& wire, asio::thread_pool& threads, ServedFilePtr file,
                                std::chrono::milliseconds limit);

}  // namespace gongzhi::gateway
