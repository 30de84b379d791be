/* W3 by hand: one step of gradient descent for a 2-16-16-1 relu network and the hinge loss. */

enum { H = 16, L2 = 3 * H, L3 = L2 + 17 * H, PARAMETERS = L3 + 17 };

double step(double *p, double *gradient, const double *samples, int n, double rate)
{
    double share = 1.0 / n, loss = 0.0, squares = 0.0;
    for (int i = 0; i < PARAMETERS; i++) {
        squares += p[i] * p[i];
        gradient[i] = 2e-4 * p[i];
    }
    for (int s = 0; s < n; s++) {
        const double *x = samples + 3 * s, y = x[2];
        double a1[H], a2[H], d1[H] = {0};
        double z = p[L3 + H];
        for (int k = 0; k < H; k++) {
            const double *w = p + 3 * k;
            double sum = w[2] + w[0] * x[0] + w[1] * x[1];
            a1[k] = sum > 0 ? sum : 0;
        }
        for (int k = 0; k < H; k++) {
            const double *w = p + L2 + 17 * k;
            double sum = w[H];
            for (int i = 0; i < H; i++)
                sum += w[i] * a1[i];
            a2[k] = sum > 0 ? sum : 0;
        }
        for (int i = 0; i < H; i++)
            z += p[L3 + i] * a2[i];
        double margin = 1 - y * z;
        if (margin <= 0)
            continue;
        loss += margin;
        double delta = -y * share;
        for (int k = 0; k < H; k++)
            gradient[L3 + k] += delta * a2[k];
        gradient[L3 + H] += delta;
        for (int k = 0; k < H; k++) {
            if (a2[k] <= 0)
                continue;
            const double *w = p + L2 + 17 * k;
            double *g = gradient + L2 + 17 * k, d = delta * p[L3 + k];
            for (int i = 0; i < H; i++) {
                g[i] += d * a1[i];
                d1[i] += d * w[i];
            }
            g[H] += d;
        }
        for (int k = 0; k < H; k++) {
            if (a1[k] <= 0)
                continue;
            double *g = gradient + 3 * k;
            g[0] += d1[k] * x[0];
            g[1] += d1[k] * x[1];
            g[2] += d1[k];
        }
    }
    for (int i = 0; i < PARAMETERS; i++)
        p[i] -= rate * gradient[i];
    return loss * share + 1e-4 * squares;
}
