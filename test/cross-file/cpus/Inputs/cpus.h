int cpu_count(void);
int limited_cpu_count(void);
int cpu_limit(void);
