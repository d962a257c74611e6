// Parsed once for the sources of runtime/.
#pragma once

#include "asio.hpp"
