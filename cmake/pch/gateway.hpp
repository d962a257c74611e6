// Parsed once for the sources of gateway/.
#pragma once

#include <soci/soci.h>

#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "asio.hpp"
