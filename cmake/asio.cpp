// The one translation unit in which Boost.Asio is compiled.
#include <boost/asio/impl/src.hpp>
