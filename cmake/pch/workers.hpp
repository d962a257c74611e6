// Parsed once for the sources of workers/.
#pragma once

#include <soci/soci.h>

#include "asio.hpp"
