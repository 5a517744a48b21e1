// Thread pools that whole programs share: libuv's and Qt's.
#ifndef MOCK_POOLS_H
#define MOCK_POOLS_H

typedef struct uv_loop_s uv_loop_t;
struct uv_work_t {
  void *data;
};
typedef void (*uv_work_cb)(uv_work_t *request);
typedef void (*uv_after_work_cb)(uv_work_t *request, int status);
extern "C" int uv_queue_work(uv_loop_t *loop, uv_work_t *request,
                             uv_work_cb work, uv_after_work_cb after);

namespace QtConcurrent {
void start(void (*function)());
template <typename Function> void run(Function &&function) {
  start(function);
}
}

#endif
