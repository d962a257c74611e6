// Parsed once for the sources of records/.
#pragma once

#include <soci/soci.h>

#include "asio.hpp"
