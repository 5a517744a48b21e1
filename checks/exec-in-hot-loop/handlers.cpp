// RUN: %check_hangproof %s hangproof-exec-in-hot-loop -- -std=c++17
//
// Functions that run once per event, timer tick, request or connection.

#include "mock/event2.h"
#include "mock/glib.h"
#include "mock/qt.h"
#include "mock/uv.h"
#include <cstdio>
#include <cstdlib>
#include <functional>

#define ANNOTATE(Text) __attribute__((annotate(Text)))

static void on_tick_bad(uv_timer_t *) {
  system("sensors > /run/sensors");
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'system' starts a program for each timer tick in 'on_tick_bad': fork and exec stall the event loop under load; use an in-process call (library, ioctl, netlink), or keep one program running and talk to it [hangproof-exec-in-hot-loop]
// CHECK-NOTES: :[[@LINE+16]]:3: note: 'on_tick_bad' is handed over here: 'uv_timer_start' has it run for each timer tick
}

static void on_connection_bad(uv_stream_t *, int status) {
  if (status < 0)
    return;
  if (FILE *pipe = popen("logger connected", "w"))
    pclose(pipe);
// CHECK-NOTES: :[[@LINE-2]]:20: warning: 'popen' starts a program for each connection in 'on_connection_bad'
// CHECK-NOTES: :[[@LINE+9]]:3: note: 'on_connection_bad' is handed over here: 'uv_listen' has it run for each connection
}

// Runs a single time.
static void on_delay_ok(uv_timer_t *) { system("modprobe loop"); }

void startUv(uv_timer_t *timer, uv_timer_t *delay, uv_stream_t *server) {
  uv_timer_start(timer, on_tick_bad, 1000, 1000);
  uv_timer_start(delay, on_delay_ok, 1000, 0);
  uv_listen(server, 128, on_connection_bad);
}

static gboolean poll_volume_bad(gpointer) {
  g_spawn_command_line_sync("amixer get Master", nullptr, nullptr, nullptr,
                            nullptr);
// CHECK-NOTES: :[[@LINE-2]]:3: warning: 'g_spawn_command_line_sync' starts a program for each timer tick in 'poll_volume_bad'
// CHECK-NOTES: :[[@LINE+23]]:3: note: 'poll_volume_bad' is handed over here: 'g_timeout_add_seconds' has it run for each timer tick
  return G_SOURCE_CONTINUE;
}

static gboolean start_helper_ok(gpointer) {
  g_spawn_command_line_async("helper --daemon", nullptr);
  return G_SOURCE_REMOVE;
}

static void set_volume(int level) {
  char command[64];
  snprintf(command, sizeof command, "amixer set Master %d%%", level);
  system(command);
}

static void on_scroll_bad(void *, int level, gpointer) {
  set_volume(level);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'set_volume' (through 'system') starts a program for each event in 'on_scroll_bad'
// CHECK-NOTES: :[[@LINE+7]]:3: note: 'on_scroll_bad' is handed over here: 'g_signal_connect_data' has it run for each event
// CHECK-NOTES: :[[@LINE-7]]:3: note: 'set_volume' calls 'system', which starts a program
}

void startGlib(void *widget) {
  g_timeout_add_seconds(1, poll_volume_bad, nullptr);
  g_idle_add(start_helper_ok, nullptr);
  g_signal_connect(widget, "scroll-event", G_CALLBACK(on_scroll_bad), nullptr);
}

static void on_readable_bad(int fd, short, void *) {
  system("logger readable");
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'system' starts a program for each event in 'on_readable_bad'
// CHECK-NOTES: :[[@LINE+17]]:3: note: 'on_readable_bad' is handed over here: 'event_new' has it run for each event
}

static bool helperRuns;
static void on_first_ok(int fd, short, void *) {
  if (!helperRuns) {
    helperRuns = true;
    system("helper &");
  }
}

static void on_fatal_ok(int fd, short, void *) {
  system("logger giving up");
  exit(1);
}

void startEvents(event_base *base, int fd) {
  event_new(base, fd, 2, on_readable_bad, nullptr);
  event_new(base, fd, 2, on_first_ok, nullptr);
  event_new(base, fd, 2, on_fatal_ok, nullptr);
}

class Panel : public QObject {
public:
  void start(const QStringList &hosts) {
    QObject::connect(&button_, &QAbstractButton::clicked, this,
                     &Panel::mute_bad);
    QObject::connect(&timer_, SIGNAL(timeout()), this, SLOT(refresh_bad()));
    QObject::connect(&device_, &QIODevice::readyRead, [this] {
      QProcess::execute("logger " + name_);
// CHECK-NOTES: :[[@LINE-1]]:17: warning: 'QProcess::execute' starts a program for each event in the lambda
// CHECK-NOTES: :[[@LINE-3]]:14: note: the lambda is handed over here: 'QObject::connect' has it run for each event
    });
    QTimer::singleShot(0, this, &Panel::initialize_ok);
    hosts_ = hosts;
  }

  void mute_bad() {
    QProcess process;
    process.start("amixer set Master toggle");
// CHECK-NOTES: :[[@LINE-1]]:13: warning: 'QProcess::start' starts a program for each event in 'Panel::mute_bad'
// CHECK-NOTES: :[[@LINE-16]]:14: note: 'Panel::mute_bad' is handed over here: 'QObject::connect' has it run for each event
    process.waitForFinished();
  }

  // The loop is told of, not the timer besides.
  void refresh_bad() {
    for (const QString &host : hosts_)
      QProcess::execute(QString("ping -c1 %1").arg(host));
// CHECK-NOTES: :[[@LINE-1]]:17: warning: 'QProcess::execute' starts a program for each element of 'hosts_': fork and exec per item stall the loop under load; use an in-process call (library, ioctl, netlink) or run one program for the whole batch [hangproof-exec-in-hot-loop]
// CHECK-NOTES: :[[@LINE-3]]:5: note: loop over 'hosts_' runs once per element
  }

  void initialize_ok() { QProcess::startDetached("pulseaudio --start"); }

protected:
  void timerEvent(QTimerEvent *) override {
    QProcess::execute("acpi -b");
// CHECK-NOTES: :[[@LINE-1]]:15: warning: 'QProcess::execute' starts a program for each timer tick in 'Panel::timerEvent'
// CHECK-NOTES: :[[@LINE-3]]:8: note: 'Panel::timerEvent' is a handler: 'QObject::timerEvent' is run for each timer tick
  }

private:
  QAbstractButton button_;
  QTimer timer_;
  QIODevice device_;
  QString name_;
  QStringList hosts_;
};

class Server : public QTcpServer {
protected:
  void incomingConnection(long long descriptor) override {
    QProcess::startDetached("worker --connection");
// CHECK-NOTES: :[[@LINE-1]]:15: warning: 'QProcess::startDetached' starts a program for each connection in 'Server::incomingConnection'
// CHECK-NOTES: :[[@LINE-3]]:8: note: 'Server::incomingConnection' is a handler: 'QTcpServer::incomingConnection' is run for each connection
  }
};

ANNOTATE("hangproof::hot") void onMessage_bad(const char *text) {
  system("logger message");
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'system' starts a program for each event in 'onMessage_bad'
// CHECK-NOTES: :[[@LINE-3]]:33: note: 'onMessage_bad' is a handler: it is annotated 'hangproof::hot'
}

// A command that the user configured for the event.
struct Binding {
  const char *command;
};
ANNOTATE("hangproof::hot") void onKey_ok(const Binding &binding) {
  system(binding.command);
}

ANNOTATE("hangproof::starts-program") void runHelper(const char *argument);

void annotated_bad(const char **names, int count) {
  for (int i = 0; i < count; i++)
    runHelper(names[i]);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'runHelper' starts a program for each element of 'names'
// CHECK-NOTES: :[[@LINE-3]]:3: note: loop over 'names' runs once per element
}

static void load_bad(gpointer data, gpointer) {
  char command[64];
  snprintf(command, sizeof command, "modprobe %s",
           static_cast<const char *>(data));
  system(command);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'system' starts a program for each element of 'modules'
// CHECK-NOTES: :[[@LINE+3]]:32: note: 'g_list_foreach' runs it once per element
}

void loadAll(GList *modules) { g_list_foreach(modules, load_bad, nullptr); }

void unload_bad(GList *modules) {
  for (GList *l = modules; l; l = l->next) {
    char command[64];
    snprintf(command, sizeof command, "rmmod %s",
             static_cast<const char *>(l->data));
    system(command);
// CHECK-NOTES: :[[@LINE-1]]:5: warning: 'system' starts a program for each element that 'l' visits
// CHECK-NOTES: :[[@LINE-6]]:3: note: loop runs once per element that 'l' visits
  }
}

// Functions of the project's own event loop tell by their names.
struct Loop;
void loop_add_read(Loop *loop, int fd, void (*callback)(int fd));
void loop_add_timer(Loop *loop, int seconds, void (*callback)(Loop *loop));
void loop_call_every(Loop *loop, int seconds, void (*callback)(Loop *loop));
void at_exit_do(void (*callback)(Loop *loop));

static void on_packet_bad(int fd) { system("logger packet"); }
// CHECK-NOTES: :[[@LINE-1]]:37: warning: 'system' starts a program for each event in 'on_packet_bad'
// CHECK-NOTES: :[[@LINE+18]]:3: note: 'on_packet_bad' is handed over here: 'loop_add_read' seems to have it run for each event

static void single_shot_ok(Loop *loop) { system("modprobe loop"); }

static void armed_again_bad(Loop *loop) {
  system("ping -c1 gateway");
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'system' starts a program for each timer tick in 'armed_again_bad'
// CHECK-NOTES: :[[@LINE+1]]:3: note: 'armed_again_bad' is handed over here: 'loop_add_timer' seems to have it run for each timer tick
  loop_add_timer(loop, 5, armed_again_bad);
}

static void every_minute_bad(Loop *loop) { system("sync"); }
// CHECK-NOTES: :[[@LINE-1]]:44: warning: 'system' starts a program for each timer tick in 'every_minute_bad'
// CHECK-NOTES: :[[@LINE+8]]:3: note: 'every_minute_bad' is handed over here: 'loop_call_every' seems to have it run for each timer tick

static void at_end_ok(Loop *loop) { system("sync"); }

void startOwn(Loop *loop, int fd) {
  loop_add_read(loop, fd, on_packet_bad);
  loop_add_timer(loop, 1, single_shot_ok);
  loop_add_timer(loop, 1, armed_again_bad);
  loop_call_every(loop, 60, every_minute_bad);
  at_exit_do(at_end_ok);
}

// A pointer moves hundreds of times a second, a user clicks once in a while.
class Link : public QWidget {
protected:
  void mousePressEvent(QMouseEvent *) override {
    QProcess::startDetached("xdg-open https://example.com");
  }
  void mouseMoveEvent(QMouseEvent *) override {
    QProcess::startDetached("xdotool getmouselocation");
// CHECK-NOTES: :[[@LINE-1]]:15: warning: 'QProcess::startDetached' starts a program for each event in 'Link::mouseMoveEvent'
// CHECK-NOTES: :[[@LINE-3]]:8: note: 'Link::mouseMoveEvent' is a handler: 'QWidget::mouseMoveEvent' is run for each event
  }
};

// It takes itself away when it has run.
static gboolean unmount_ok(gpointer path) {
  if (!path)
    return G_SOURCE_REMOVE;
  g_spawn_command_line_async("umount /media/disk", nullptr);
  return G_SOURCE_REMOVE;
}

static gboolean until_gone_bad(gpointer left) {
  if (!left)
    return G_SOURCE_REMOVE;
  g_spawn_command_line_async("umount /media/disk", nullptr);
// CHECK-NOTES: :[[@LINE-1]]:3: warning: 'g_spawn_command_line_async' starts a program for each timer tick in 'until_gone_bad'
// CHECK-NOTES: :[[@LINE+6]]:3: note: 'until_gone_bad' is handed over here: 'g_timeout_add_seconds' has it run for each timer tick
  return G_SOURCE_CONTINUE;
}

void startUnmounting(gpointer disks) {
  g_timeout_add_seconds(1, unmount_ok, disks);
  g_timeout_add_seconds(1, until_gone_bad, disks);
}
