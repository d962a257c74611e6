// The one translation unit in which Boost.Beast is compiled.
#include <boost/beast/src.hpp>
