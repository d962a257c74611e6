// Parsed once for the sources of queue/.
#pragma once

#include "asio.hpp"
