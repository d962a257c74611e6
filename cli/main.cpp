// Entry point: nothing but the call into the command line.
#include <cstdio>

int main() {
  std::puts("gongzhi");
  return 0;
}
