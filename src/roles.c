/* roles.c - the processes of a running office: started, watched, restarted, ended together.
 *
 * Each role is this program exec'd again, so that none inherits another's memory, and drops the
 * settings it does not need. A role that dies is started again with back-off; a role that cannot
 * do its work (no relay, no model) says so and tries again, and the others go on.
 */
#include "roles.h"

#include "committee/committee.h"
#include "intake/intake.h"
#include "office/office.h"
#include "outbox/outbox.h"
#include "pipeline.h"
#include "web/web.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    BACK_OFF_FIRST_MS = 250,
    BACK_OFF_MOST_MS = 5 * 1000,
    HEALTHY_MS = 3 * 1000, /* a role that lived this long is restarted at once again */
    END_PATIENCE_MS = 10 * 1000,
    OUTBOX_IDLE_MS = 200,
    BEGIN_AGAIN_MS = 2000, /* after what may pass */
    OUTBOX_TROUBLE_MS = 5000,
    CLOCK_IDLE_MS = 2000,
    CLOCK_TROUBLE_MS = 30 * 1000,
};

static volatile int stopping;

static void
note_signal(int signal_number)
{
    (void)signal_number;
    stopping = 1;
}

static void
catch_signals(void)
{
    struct sigaction action = {.sa_handler = note_signal};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

/* ---- inside a role ---- */

static bool
play_intake(Diwan *diwan, GError **error)
{
    config_forget_relay(diwan->config);
    g_autoptr(Intake) intake =
        intake_open(diwan->config, diwan->store, diwan->archive, error);
    if (intake == NULL)
        return false;
    while (!stopping) {
        g_autoptr(GError) trouble = NULL;
        int taken = 0;
        bool idle = false;
        if (!intake_round(intake, 500, &taken, &idle, &trouble)) {
            log_error(trouble, "round=intake");
            g_usleep(2 * G_USEC_PER_SEC);
        } else if (taken > 0)
            log_line("taken=%d", taken);
    }
    return true;
}

/* What may pass, a full disk above all, is waited for, as in every round: a role that ended over it would only begin again. */
static bool
may_pass(GError **trouble, const char *round)
{
    if (stopping || !g_error_matches(*trouble, DIWAN_ERROR, DIWAN_ERROR_RETRY))
        return false;
    log_error(*trouble, "round=%s", round);
    g_clear_error(trouble);
    poll(NULL, 0, BEGIN_AGAIN_MS);
    return true;
}

static bool
play_pipeline(Diwan *diwan, GError **error)
{
    config_forget_mailboxes(diwan->config);
    config_forget_relay(diwan->config);
    GError *trouble = NULL;
    Pipeline *opened = NULL;
    while ((opened = pipeline_open(diwan, &trouble)) == NULL &&
           may_pass(&trouble, "pipeline")) {
    }
    g_autoptr(Pipeline) pipeline = opened;
    if (pipeline == NULL) {
        g_propagate_error(error, trouble);
        return false;
    }
    return pipeline_run(pipeline, false, &stopping, error);
}

static bool
play_outbox(Diwan *diwan, GError **error)
{
    config_forget_mailboxes(diwan->config);
    g_autoptr(Outbox) outbox = outbox_open(diwan->config, error);
    int in_doubt = 0;
    if (outbox == NULL)
        return false;
    GError *trouble = NULL;
    while (!store_outbox_recover(diwan->store, &in_doubt, &trouble))
        if (!may_pass(&trouble, "outbox")) {
            g_propagate_error(error, trouble);
            return false;
        }
    if (in_doubt > 0)
        log_line("in_doubt=%d", in_doubt);
    while (!stopping) {
        g_autoptr(GError) local = NULL;
        g_autofree char *relay_trouble = NULL;
        int tried = 0;
        bool well = outbox_round(outbox, diwan->store, &tried, &relay_trouble, &local);
        if (!well)
            log_error(local, "round=outbox");
        else if (relay_trouble)
            log_line("relay trouble: %s", relay_trouble);
        if (tried > 0)
            log_line("tried=%d", tried);
        if (!well || relay_trouble || tried == 0)
            poll(NULL, 0, well && !relay_trouble ? OUTBOX_IDLE_MS : OUTBOX_TROUBLE_MS);
    }
    return true;
}

static bool
play_clock(Diwan *diwan, GError **error)
{
    config_forget_mailboxes(diwan->config);
    config_forget_relay(diwan->config);
    g_autoptr(Desk) desk = desk_open(diwan->config, diwan->store, error);
    g_autoptr(Compose) compose =
        desk != NULL ? compose_open(diwan->config, NULL, error) : NULL;
    if (compose == NULL)
        return false;
    while (!stopping) {
        g_autoptr(GError) trouble = NULL;
        ClockRound round = {0};
        CommitteeRound run = {0};
        bool well = clock_round(desk, compose, clock_now_ms(), &round, &trouble);
        well = committee_round(
                   desk, compose, clock_now_ms(), &run, well ? &trouble : NULL) &&
               well;
        if (!well)
            log_error(trouble, "round=clock");
        if (run.moved + run.queued + run.refused + run.ended > 0)
            log_line("moved=%d queued=%d refused=%d runs_ended=%d", run.moved, run.queued,
                run.refused, run.ended);
        if (round.begun + round.reminded + round.rested + round.delays + round.sent > 0)
            log_line("begun=%d reminded=%d rested=%d delays=%d sent=%d", round.begun,
                round.reminded, round.rested, round.delays, round.sent);
        if (!well || run.queued + run.refused == 0)
            poll(NULL, 0, well ? CLOCK_IDLE_MS : CLOCK_TROUBLE_MS);
    }
    return true;
}

static bool
play_web(Diwan *diwan, GError **error)
{
    config_forget_mailboxes(diwan->config);
    config_forget_relay(diwan->config);
    return web_serve(diwan, &stopping, error);
}

typedef struct Role {
    const char *name;
    bool (*play)(Diwan *diwan, GError **error);
} Role;

static const Role roles[] = {
    {"intake", play_intake},
    {"pipeline", play_pipeline},
    {"outbox", play_outbox},
    {"clock", play_clock},
    {"web", play_web},
};

static bool
drop_to(const char *name, GError **error)
{
    if (name == NULL || geteuid() != 0)
        return true;
    const struct passwd *user = getpwnam(name);
    if (user && initgroups(name, user->pw_gid) == 0 && setgid(user->pw_gid) == 0 &&
        setuid(user->pw_uid) == 0)
        return true;
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_CONFIG,
        "cannot become the user '%s' of [office] user: make it (adduser --system %s) or "
        "leave the "
        "setting out",
        name, name);
    return false;
}

int
role_lock(const Config *config, const char *role, int wait_s, GError **error)
{
    g_autofree char *name = g_strdup_printf("%s.lock", role);
    g_autofree char *path = g_build_filename(config->office, name, NULL);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        error_from_errno(error, DIWAN_ERROR_CONFIG, "cannot open '%s'", path);
        return -1;
    }
    for (gint64 until = clock_ticks_ms() + wait_s * 1000;;) {
        if (flock(fd, LOCK_EX | LOCK_NB) == 0)
            return fd;
        if (stopping || clock_ticks_ms() >= until)
            break;
        poll(NULL, 0, 50);
    }
    close(fd);
    g_set_error(error, DIWAN_ERROR, DIWAN_ERROR_RETRY,
        "another process does the work of '%s' in this office: `diwan serve` is running",
        role);
    return -1;
}

static const Role *
find_role(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(roles); i++)
        if (g_strcmp0(name, roles[i].name) == 0)
            return &roles[i];
    return NULL;
}

int
role_main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    const Role *role = argc == 3 ? find_role(argv[1]) : NULL;
    if (role == NULL)
        return 2;
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    catch_signals();
    log_open(role->name);
    g_autoptr(Config) config = config_load(argv[2], &error);
    if (config == NULL || !drop_to(config->user, &error)) {
        log_error(error, "cannot start");
        return 2;
    }
    umask(077);
    /* The former process of this role may still be ending. */
    int lock = role_lock(config, role->name, 60, &error);
    g_autoptr(Diwan) diwan = lock >= 0 ? diwan_open(argv[2], true, &error) : NULL;
    if (diwan == NULL || !role->play(diwan, &error)) {
        if (!stopping)
            log_error(error, "cannot go on");
        return stopping ? 0 : 1;
    }
    return 0;
}

/* ---- outside: the supervisor ---- */

typedef struct Player {
    const Role *role;
    pid_t pid; /* 0: not running */
    gint64 started_at, start_at;
    int back_off_ms;
} Player;

static void
start(Player *player, const Config *config)
{
    player->started_at = clock_ticks_ms();
    player->pid = fork();
    if (player->pid == 0) {
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        execl("/proc/self/exe", "diwan", "role", player->role->name, config->path,
            (char *)NULL);
        _exit(127);
    }
    if (player->pid < 0) {
        player->pid = 0;
        player->start_at = player->started_at + BACK_OFF_MOST_MS;
        log_line("role=%s cannot fork: %s", player->role->name, g_strerror(errno));
    }
}

static void
note_end(Player *player, int status)
{
    gint64 now = clock_ticks_ms();
    if (now - player->started_at > HEALTHY_MS)
        player->back_off_ms = 0;
    player->pid = 0;
    player->start_at = now + player->back_off_ms;
    if (!stopping)
        log_line("role=%s ended=%s%d restart_ms=%d", player->role->name,
            WIFSIGNALED(status) ? "signal" : "exit",
            WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status),
            player->back_off_ms);
    player->back_off_ms =
        CLAMP(player->back_off_ms * 2, BACK_OFF_FIRST_MS, BACK_OFF_MOST_MS);
}

static int
reap(Player *players)
{
    int status, running = 0;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        for (guint i = 0; i < G_N_ELEMENTS(roles); i++)
            if (players[i].pid == pid)
                note_end(&players[i], status);
    for (guint i = 0; i < G_N_ELEMENTS(roles); i++)
        running += players[i].pid > 0;
    return running;
}

static void
signal_all(const Player *players, int signal_number)
{
    for (guint i = 0; i < G_N_ELEMENTS(roles); i++)
        if (players[i].pid > 0)
            kill(players[i].pid, signal_number);
}

static void
end_all(Player *players)
{
    signal_all(players, SIGTERM);
    gint64 until = clock_ticks_ms() + END_PATIENCE_MS;
    while (reap(players) > 0 && clock_ticks_ms() < until)
        poll(NULL, 0, 20);
    signal_all(players, SIGKILL);
    while (reap(players) > 0)
        poll(NULL, 0, 20);
}

int
roles_serve(const Config *config)
{
    g_autoptr(GError) error = NULL;
    Player players[G_N_ELEMENTS(roles)] = {0};
    log_open("serve");
    catch_signals();
    int lock = role_lock(config, "serve", 0, &error);
    if (lock < 0) {
        log_error(error, "cannot serve");
        return 1;
    }
    for (guint i = 0; i < G_N_ELEMENTS(roles); i++)
        players[i].role = &roles[i];
    while (!stopping) {
        gint64 now = clock_ticks_ms();
        for (guint i = 0; i < G_N_ELEMENTS(roles) && !stopping; i++)
            if (players[i].pid == 0 && now >= players[i].start_at)
                start(&players[i], config);
        reap(players);
        poll(NULL, 0, 50);
    }
    end_all(players);
    close(lock);
    return 0;
}
