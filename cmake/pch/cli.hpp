// Parsed once for the sources of cli/.
#pragma once

#include <soci/soci.h>

#include <CLI/CLI.hpp>

#include "asio.hpp"
