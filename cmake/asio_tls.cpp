// The one translation unit in which the TLS streams of Boost.Asio are compiled.
#include <boost/asio/ssl/impl/src.hpp>
