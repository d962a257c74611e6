# cmake -DSOURCE=… -DSTAMP=… -P authz.cmake: fails the build when a route of gateway/router.cpp has no row in the role
# matrix, tests/integration/permission/authz.csv (security.md S01).
file(READ "${SOURCE}/gateway/router.cpp" router)
file(READ "${SOURCE}/tests/integration/permission/authz.csv" matrix)
string(REGEX MATCHALL "{Method::(get|post), \"[^\"]+\"" entries "${router}")
list(LENGTH entries count)
if(count EQUAL 0)
  message(FATAL_ERROR "gateway/router.cpp: no table of routes was found; change cmake/authz.cmake with it.")
endif()
foreach(entry IN LISTS entries)
  string(REGEX MATCH "{Method::([a-z]+), \"([^\"]+)\"" entry "${entry}")
  string(TOUPPER "${CMAKE_MATCH_1}" method)
  string(FIND "\n${matrix}" "\n${method},${CMAKE_MATCH_2}," at)
  if(at EQUAL -1)
    message(FATAL_ERROR "${method} ${CMAKE_MATCH_2} is missing from tests/integration/permission/authz.csv: "
      "write by hand what it answers to each role.")
  endif()
endforeach()
file(TOUCH "${STAMP}")
